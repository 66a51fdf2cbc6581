package io.hotswap.node.cluster;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.wire.ShardWire;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** The shards of one other node: a command becomes an ask of it. */
record RemoteShards(Peers peers, String node, Duration limit) implements ShardPort {
  static final String ASK = "shard.ask";

  @Override
  public Future<ShardReply> ask(int shard, ShardCommand command) {
    Buffer body = ShardWire.encode(command);
    Buffer bytes = Buffer.buffer(4 + body.length()).appendInt(shard).appendBuffer(body);
    return peers.ask(node, ASK, bytes, limit).map(ShardWire::reply);
  }
}
