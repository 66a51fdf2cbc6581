package io.hotswap.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BeatTest {
  @Test
  void comesBackAsItWas() {
    Beat beat = Beats.of("b", 5);
    assertThat(Beat.decode(beat.encode(), 99)).isEqualTo(beat);
    assertThat(beat.node()).isEqualTo("b");
  }

  @Test
  void fieldsOfOtherVersionsDoNotMatter() {
    JsonObject sparse =
        new JsonObject()
            .put("id", "b")
            .put("incarnation", "x")
            .put("serial", 1)
            .put("state", "Joining")
            .put("later", "unknown");
    Beat beat = Beat.decode(sparse.toBuffer(), 7);
    assertThat(beat.owned()).isEmpty();
    assertThat(beat.view().lastHeardMillis()).isEqualTo(7);
    assertThat(beat.ownsShards()).isFalse();
  }

  @Test
  void whoLeavesOrJoinsGetsNoShards() {
    assertThat(Beats.of("b", 1).ownsShards()).isTrue();
    for (Beat.State state : new Beat.State[] {Beat.State.Joining, Beat.State.Leaving}) {
      assertThat(Beats.of("b", 1, "x", state, Map.of()).ownsShards()).isFalse();
    }
  }
}
