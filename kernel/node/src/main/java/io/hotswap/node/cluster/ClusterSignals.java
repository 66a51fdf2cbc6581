package io.hotswap.node.cluster;

import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.Map;

/**
 * Signals of shards go to waiters on all nodes: a long poll may wait anywhere. They are hints:
 * those who wait are also asked again every few seconds. What is signalled within one turn of the
 * links' context goes in one message.
 */
final class ClusterSignals implements Signals {
  static final String TELL = "signals";

  private final Signals here;
  private final Context context;
  private final Peers peers;
  private final Map<WaitKey, Integer> waiting = new HashMap<>();
  private boolean scheduled;

  ClusterSignals(Signals here, Context context, Peers peers) {
    this.here = here;
    this.context = context;
    this.peers = peers;
    peers.answer(TELL, (from, body) -> heard(body));
  }

  @Override
  public void signal(WaitKey key, int count) {
    here.signal(key, count);
    if (!key.kind().startsWith("subscription")) {
      return;
    }
    synchronized (waiting) {
      waiting.merge(key, count, ClusterSignals::sum);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    context.runOnContext(turn -> send());
  }

  private static int sum(int a, int b) {
    return (int) Math.min((long) a + b, Integer.MAX_VALUE);
  }

  private void send() {
    JsonArray all = new JsonArray();
    synchronized (waiting) {
      scheduled = false;
      waiting.forEach((k, count) -> all.add(k.kind()).add(k.uid()).add(k.name()).add(count));
      waiting.clear();
    }
    peers.tell(TELL, all.toBuffer());
  }

  private Future<Buffer> heard(Buffer body) {
    JsonArray all = body.toJsonArray();
    for (int i = 0; i + 3 < all.size(); i += 4) {
      here.signal(
          new WaitKey(all.getString(i), all.getLong(i + 1), all.getString(i + 2)),
          all.getInteger(i + 3));
    }
    return Future.succeededFuture();
  }

  @Override
  public AutoCloseable listen(WaitKey key, Runnable wake) {
    return here.listen(key, wake);
  }
}
