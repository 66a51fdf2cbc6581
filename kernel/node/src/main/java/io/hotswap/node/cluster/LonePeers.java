package io.hotswap.node.cluster;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The only node there is: it asks itself. */
public final class LonePeers implements Peers {
  private final String self;
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

  public LonePeers(String self) {
    this.self = self;
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public List<String> nodes() {
    return List.of(self);
  }

  @Override
  public Future<Buffer> ask(String node, String kind, Buffer body, Duration limit) {
    Handler handler = node.equals(self) ? handlers.get(kind) : null;
    return handler == null
        ? Future.failedFuture(
            Problem.retryLater(ErrorCode.Unavailable, node + ": nobody answers " + kind, 1))
        : Strand.guarded(() -> handler.handle(self, body));
  }

  @Override
  public void tell(String kind, Buffer body) {
    // There is nobody else.
  }

  @Override
  public void answer(String kind, Handler handler) {
    if (handlers.putIfAbsent(kind, handler) != null) {
      throw new IllegalArgumentException("kind: " + kind + " twice (expected: once)");
    }
  }

  @Override
  public void onChange(Runnable changed) {
    // It never does.
  }
}
