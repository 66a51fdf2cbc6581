package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.loader.PluginJar;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Has the new version check itself, and compares its state with the old one's: for every shard the
 * digests right after the same fact, section by section.
 */
record ProveStep(SwapRun run, Surroundings around) implements Step {
  /** Shards proven at once: more would make publishers wait for digests. */
  private static final int WIDTH = 4;

  private static final Duration LOOK = Duration.ofMillis(2);

  @Override
  public String name() {
    return "prove";
  }

  @Override
  public Future<Void> apply() {
    Duration limit = around.config().kernel().proveTimeout();
    boolean[] ended = new boolean[1];
    return around
        .strand()
        .within(run.next.selfCheck(), limit, "selfCheck()")
        .compose(checked -> around.strand().within(compareAll(), limit, "comparing digests"))
        .compose(compared -> around.strand().within(watched(ended), limit, "the first health()"))
        .onComplete(done -> ended[0] = true)
        .compose(
            proven ->
                run.next
                    .complaint()
                    .<Future<Void>>map(ill -> failed("unhealthy before the switch: " + ill))
                    .orElseGet(Future::succeededFuture));
  }

  /** Completes when the watchdog has looked at the new version: before it knows nothing. */
  private Future<Void> watched(boolean[] ended) {
    return run.next.examined() || ended[0]
        ? Future.succeededFuture()
        : around.strand().after(LOOK).compose(looked -> watched(ended));
  }

  private Future<Void> compareAll() {
    if (run.next.shards().isEmpty()) {
      return Future.succeededFuture();
    }
    Shards old = run.old.shards().orElseThrow();
    Shards next = run.next.shards().orElseThrow();
    Map<Integer, Map<String, String>> proven = new TreeMap<>();
    OwnedShards shards = new OwnedShards(around);
    List<Integer> owned = shards.of(old);
    return around
        .strand()
        .each(
            owned.size(),
            WIDTH,
            index ->
                shards
                    .follow(next, owned.get(index))
                    .compose(followed -> compare(old, next, owned.get(index), proven))
                    .recover(failed -> unlessMoved(old, owned.get(index), failed)))
        .onSuccess(all -> run.stateDigest = digest(proven));
  }

  /** A shard that another node owns by now is not this swap's. */
  private Future<Void> unlessMoved(Shards old, int shard, Throwable failed) {
    return around.cluster().isPresent() && old.epoch(shard) == 0
        ? Future.succeededFuture()
        : Future.failedFuture(failed);
  }

  private Future<Void> compare(
      Shards old, Shards next, int shard, Map<Integer, Map<String, String>> proven) {
    int level = Math.min(old.level(), next.level());
    return old.mark(shard)
        .compose(
            position ->
                Future.all(old.digest(shard, position, level), next.digest(shard, position, level)))
        .compose(
            both ->
                around
                    .strand()
                    .call(() -> equal(shard, both.resultAt(0), both.resultAt(1), proven)));
  }

  private static Future<Void> equal(
      int shard,
      Map<String, String> expected,
      Map<String, String> actual,
      Map<Integer, Map<String, String>> proven) {
    if (expected.equals(actual)) {
      proven.put(shard, new TreeMap<>(expected));
      return Future.succeededFuture();
    }
    TreeSet<String> sections = new TreeSet<>(expected.keySet());
    sections.addAll(actual.keySet());
    sections.removeIf(section -> String.valueOf(expected.get(section)).equals(actual.get(section)));
    String section = sections.first();
    return failed(
        "digest of shard %d, section %s: %s (expected: %s)"
            .formatted(shard, section, actual.get(section), expected.get(section)));
  }

  private static String digest(Map<Integer, Map<String, String>> proven) {
    MessageDigest sha = PluginJar.sha256();
    sha.update(proven.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha.digest());
  }

  private static Future<Void> failed(String why) {
    return Future.failedFuture(new IllegalStateException(why));
  }
}
