package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.fuzz.engine.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Snapshots of a shard: refused as an illegal argument, or as good as what they say. */
final class SnapshotTarget implements Target {
  private final List<byte[]> seeds = made();

  private static List<byte[]> made() {
    List<byte[]> all = new ArrayList<>();
    ShardState state = new ShardState();
    all.add(Sections.snapshot(state));
    long time = 1_000;
    for (Fact fact : SampleFacts.all()) {
      state.apply(new StampedFact(time++, fact));
      all.add(Sections.snapshot(state));
    }
    return all;
  }

  @Override
  public String name() {
    return "snapshot";
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public void check(byte[] input) {
    ShardState state;
    try {
      state = Sections.restore(input);
    } catch (IllegalArgumentException refused) {
      require(refused.getMessage() != null, "refused without a word");
      return;
    }
    byte[] once = Sections.snapshot(state);
    if (Arrays.equals(once, input)) {
      ShardState again = Sections.restore(once);
      require(Sections.digest(state).equals(Sections.digest(again)), "another digest");
    } else {
      require(seeds.stream().noneMatch(seed -> Arrays.equals(seed, input)), "written otherwise");
    }
  }
}
