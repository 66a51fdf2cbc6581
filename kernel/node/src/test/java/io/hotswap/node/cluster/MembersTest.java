package io.hotswap.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MembersTest {
  private static final long SECOND = 1_000_000_000L;

  private final Members members = new Members("a", Duration.ofSeconds(3), 0);

  private boolean hear(String node, long serial, long seconds) {
    return members.heard(Beats.of(node, serial), seconds * SECOND);
  }

  @Test
  void livesWhileItsBeatsCome() {
    assertThat(hear("b", 1, 0)).isTrue();
    assertThat(members.alive(2 * SECOND)).containsExactly("a", "b");
    assertThat(members.alive(3 * SECOND)).containsExactly("a");
    assertThat(hear("b", 2, 4)).isTrue();
    assertThat(members.alive(5 * SECOND)).containsExactly("a", "b");
  }

  @Test
  void takesNoOlderBeatForANewerOne() {
    hear("b", 5, 0);
    assertThat(hear("b", 5, 1)).isFalse();
    assertThat(hear("b", 4, 1)).isFalse();
    assertThat(members.heard(Beats.of("b", 1, "second life"), SECOND)).isTrue();
  }

  @Test
  void isDeadAtOnceWhenItsProcessIsGone() {
    hear("b", 1, 0);
    members.gone("b");
    members.gone("never heard of");
    assertThat(members.alive(1)).containsExactly("a");
    hear("b", 2, 1);
    assertThat(members.alive(SECOND)).containsExactly("a", "b");
  }

  @Test
  void majorityIsMoreThanHalfOfThoseKnown() {
    assertThat(members.isMajority(0)).isTrue();
    hear("b", 1, 0);
    hear("c", 1, 0);
    members.gone("c");
    assertThat(members.isMajority(1)).isTrue();
    assertThat(members.isIsolated(1)).isFalse();
    members.gone("b");
    assertThat(members.isMajority(1)).isFalse();
    assertThat(members.isIsolated(1)).isTrue();
    assertThat(members.missing(1)).containsExactly("b", "c");
    members.replaced("b");
    assertThat(members.isIsolated(1)).isFalse();
    assertThat(members.isMajority(1)).isFalse();
    members.replaced("c");
    assertThat(members.isMajority(1)).isTrue();
    assertThat(members.knownCount()).isEqualTo(1);
  }

  @Test
  void hasNotHeardAnybodyWhileItStoodStillItself() {
    hear("b", 1, 0);
    hear("c", 1, 0);
    members.gone("c");
    members.look(SECOND);
    members.look(31 * SECOND);
    assertThat(members.alive(31 * SECOND)).containsExactly("a", "b");
    for (long second = 32; second < 35; second++) {
      members.look(second * SECOND);
    }
    assertThat(members.alive(34 * SECOND)).containsExactly("a");
  }

  @Test
  void remembersTheLastBeat() {
    hear("b", 1, 0);
    members.gone("b");
    assertThat(members.beat("b")).isPresent();
    assertThat(members.beat("a")).isEmpty();
    assertThat(members.beats()).hasSize(1);
    members.left("b");
    assertThat(members.beats()).isEmpty();
    assertThat(members.knownCount()).isEqualTo(1);
  }
}
