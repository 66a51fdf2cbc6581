package io.hotswap.node.cluster;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.wire.ShardWire;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.ports.RequestPort;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Method;
import java.util.function.IntPredicate;

/**
 * Answers what other nodes ask of the shards here. A shard that is not owned here and not on its
 * way either is refused with {@code Moved}: a command is not sent around in a circle.
 */
final class ShardDoor implements Peers.Handler {
  private static final Method METHOD = method();

  private final RequestPort port;
  private final IntPredicate here;

  /**
   * @param here whether the shard is owned here, or was a moment ago and its calls are held
   */
  ShardDoor(RequestPort port, IntPredicate here) {
    this.port = port;
    this.here = here;
  }

  private static Method method() {
    try {
      return ShardPort.class.getMethod("ask", int.class, ShardCommand.class);
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public Future<Buffer> handle(String from, Buffer body) {
    int shard = body.getInt(0);
    if (shard < 0 || shard >= port.slots() || !here.test(shard)) {
      return Future.failedFuture(
          Problem.of(ErrorCode.Moved, "shard " + shard + " is not owned here now"));
    }
    ShardCommand command = ShardWire.command(body.slice(4, body.length()));
    return port.slot(shard)
        .admit(METHOD, new Object[] {shard, command})
        .map(reply -> ShardWire.encode((ShardReply) reply));
  }
}
