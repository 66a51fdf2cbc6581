package io.hotswap.node.swap;

import static io.hotswap.node.jars.PluginJarBuilder.LEDGER;
import static io.hotswap.node.swap.TrialNode.done;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.node.jars.PluginJarBuilder;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swap after swap: nothing is lost, nothing is left behind. */
final class ManySwapsTest {
  private static final int SWAPS = 50;

  @TempDir private Path directory;
  private TrialNode node;

  @BeforeEach
  void open() throws Exception {
    node = TrialNode.withLedger(directory, TrialNode.CALM);
    node.install(PluginJarBuilder.ledger("2.0.0"));
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private SwapView swap(int round) throws Exception {
    String version = round % 2 == 0 ? "2.0.0" : "1.0.0";
    SwapView swap = node.swap(LEDGER, version, Duration.ZERO);
    assertThat(swap.state()).as("%d: %s", round, swap.error()).isEqualTo(State.Succeeded);
    return swap;
  }

  @Test
  void classLoadersAliveStayFlat() throws Exception {
    List<String> meters = meters();
    for (int round = 0; round < SWAPS; round++) {
      swap(round);
      // zombies-max is 5, and the version that serves is alive too.
      assertThat(node.sentinel.alive(LEDGER)).isLessThanOrEqualTo(5 + 2);
    }

    patiently()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(node.sentinel.alive(LEDGER)).isEqualTo(1);
            });
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("ledger-"))
        .hasSize(1);
    assertThat(meters()).isSubsetOf(withVersions(meters));
  }

  /** Meters of the ledger, with the version they are of. */
  private List<String> meters() {
    return node.meters.getMeters().stream()
        .map(meter -> meter.getId().toString())
        .filter(id -> id.contains("ledger"))
        .sorted()
        .toList();
  }

  private static List<String> withVersions(List<String> meters) {
    List<String> all = new ArrayList<>(meters);
    meters.forEach(meter -> all.add(meter.replace("1.0.0", "2.0.0")));
    return all;
  }

  @Test
  void noCallIsLostOrDoneTwice() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    List<AtomicInteger> added = new ArrayList<>();
    List<Future<Void>> loads = new ArrayList<>();
    for (int shard = 0; shard < TrialNode.SHARDS; shard++) {
      AtomicInteger count = new AtomicInteger();
      added.add(count);
      loads.add(load(shard, count, stop, failed));
    }
    for (int round = 0; round < 6; round++) {
      swap(round);
    }
    stop.set(true);
    done(Future.join(loads));

    assertThat(failed.get()).isNull();
    for (int shard = 0; shard < TrialNode.SHARDS; shard++) {
      assertThat(added.get(shard)).hasPositiveValue();
      assertThat(node.sum(shard)).as("shard %d", shard).isEqualTo(added.get(shard).get());
    }
  }

  /** Adds one after the other, four under way, until told to stop; each sum must be a new one. */
  private Future<Void> load(
      int shard, AtomicInteger added, AtomicBoolean stop, AtomicReference<Throwable> failed) {
    if (stop.get() || failed.get() != null) {
      return Future.succeededFuture();
    }
    List<Future<Long>> batch = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      batch.add(node.add(shard, 1));
    }
    return Future.join(batch)
        .onFailure(failed::set)
        .onSuccess(
            all -> {
              long first = added.getAndAdd(4) + 1L;
              for (int i = 0; i < 4; i++) {
                if (batch.get(i).result() != first + i) {
                  failed.set(new AssertionError("answers out of order: " + batch));
                }
              }
            })
        .compose(all -> node.strand.after(Duration.ofMillis(1)))
        .compose(waited -> load(shard, added, stop, failed), late -> Future.succeededFuture());
  }
}
