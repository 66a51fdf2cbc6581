package io.hotswap.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnersTest {
  private final Owners owners = new Owners(4);

  @Test
  void theHigherEpochIsRight() {
    assertThat(owners.heard("a", Map.of(0, 5L, 1, 1L))).containsExactly(0, 1);
    assertThat(owners.heard("b", Map.of(0, 4L))).isEmpty();
    assertThat(owners.of(0)).isEqualTo(new Owners.Owner("a", 5));
    assertThat(owners.heard("b", Map.of(0, 6L))).containsExactly(0);
    assertThat(owners.isOwner(0, "b")).isTrue();
    assertThat(owners.heard("a", Map.of(0, 5L, 1, 1L))).isEmpty();
    assertThat(owners.counts()).isEqualTo(Map.of("a", 1, "b", 1));
    assertThat(owners.ownerless()).isEqualTo(2);
    assertThat(owners.shards()).isEqualTo(4);
  }

  @Test
  void whatANodeDoesNotNameItDoesNotOwn() {
    owners.heard("a", Map.of(0, 5L, 1, 1L));
    assertThat(owners.heard("a", Map.of(1, 1L))).containsExactly(0);
    assertThat(owners.of(0)).isEqualTo(new Owners.Owner(null, 5));
    assertThat(owners.gone("a")).containsExactly(1);
    assertThat(owners.ownsAny("a")).isFalse();
  }

  @Test
  void ofTheSameEpochOnlyWhenNobodyHasIt() {
    owners.took(2, "me", 3);
    assertThat(owners.heard("a", Map.of(2, 3L))).isEmpty();
    owners.lost(2);
    assertThat(owners.heard("a", Map.of(2, 3L))).containsExactly(2);
    owners.took(2, "me", 3);
    assertThat(owners.isOwner(2, "a")).isTrue();
    assertThat(owners.ownsAny("a")).isTrue();
  }
}
