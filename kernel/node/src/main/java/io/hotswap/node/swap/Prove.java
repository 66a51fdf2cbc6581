package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Proves the new version before it may serve: its self-check passes, it is well, and after a marker
 * fact in every shard both versions have the same digests, section by section.
 */
record Prove() implements Step {
  @Override
  public Future<Optional<String>> apply(SwapState swap) {
    return Step.answer(
        swap.strand
            .within(swap.to.selfCheck(), swap.settings.proveTimeout(), "the self-check")
            .compose(
                done ->
                    swap.strand.within(
                        compareAll(swap), swap.settings.proveTimeout(), "comparing digests"))
            .compose(done -> well(swap)));
  }

  private static Future<Void> well(SwapState swap) {
    return swap.to
        .trouble()
        .<Future<Void>>map(trouble -> Future.failedFuture("unhealthy: " + trouble))
        .orElseGet(Future::succeededFuture);
  }

  private static Future<Void> compareAll(SwapState swap) {
    if (swap.to.shards().isEmpty()) {
      return Future.succeededFuture();
    }
    Map<String, String> agreed = new TreeMap<>();
    Future<Void> all = Future.succeededFuture();
    for (int shard = 0; shard < swap.to.shards().get().count(); shard++) {
      int one = shard;
      all = all.compose(done -> compare(swap, one, agreed));
    }
    return all.onSuccess(done -> swap.stateDigest = sha256(agreed.toString()));
  }

  private static Future<Void> compare(SwapState swap, int shard, Map<String, String> agreed) {
    Shards old = swap.from.shards().orElseThrow();
    Shards fresh = swap.to.shards().orElseThrow();
    int level = Math.min(old.level(), fresh.level());
    return old.mark(shard)
        .compose(
            position ->
                Future.all(
                    old.digest(shard, position, level), fresh.digest(shard, position, level)))
        .compose(
            both -> {
              Map<String, String> wanted = both.resultAt(0);
              Map<String, String> got = both.resultAt(1);
              if (!wanted.equals(got)) {
                return Future.failedFuture(difference(shard, wanted, got));
              }
              wanted.forEach((section, digest) -> agreed.put(shard + "/" + section, digest));
              return Future.succeededFuture();
            });
  }

  private static String difference(int shard, Map<String, String> wanted, Map<String, String> got) {
    StringBuilder sections = new StringBuilder();
    Map<String, String> union = new TreeMap<>(wanted);
    union.putAll(got);
    for (String section : union.keySet()) {
      if (!java.util.Objects.equals(wanted.get(section), got.get(section))) {
        sections.append(sections.isEmpty() ? "" : ", ").append(section);
      }
    }
    return "digest of shard " + shard + " differs in: " + sections;
  }

  private static String sha256(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
