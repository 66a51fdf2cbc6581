package io.hotswap.broker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.broker.core.state.Owners;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import org.junit.jupiter.api.Test;

class OwnersTest {
  private final ShardState state = new ShardState();

  private void tookOver(long time, String owner) {
    state.apply(new StampedFact(time, new Fact.TookOver(time, owner)));
  }

  @Test
  void saysWhoOwnedTheShardAtATime() {
    tookOver(100, "n/broker/1.0.0");
    tookOver(200, "n/broker/1.1.0");
    Owners owners = Sections.restore(Sections.snapshot(state)).owners();
    assertThat(owners.at(99)).isEmpty();
    assertThat(owners.at(100)).contains("n/broker/1.0.0");
    assertThat(owners.at(250)).contains("n/broker/1.1.0");
  }

  @Test
  void remembersTheLastHundred() {
    for (int i = 1; i <= 101; i++) {
      tookOver(i, "v" + i);
    }
    assertThat(state.owners().at(1)).isEmpty();
    assertThat(state.owners().at(2)).contains("v2");
  }

  @Test
  void namesAreNotCompared() {
    tookOver(100, "n/broker/1.0.0");
    ShardState other = new ShardState();
    other.apply(new StampedFact(100, new Fact.TookOver(100, "n/broker/1.1.0")));
    assertThat(Sections.digest(other)).isEqualTo(Sections.digest(state));
  }
}
