package io.hotswap.routing.contentbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.testkit.policy.PolicyFixtures;
import io.hotswap.testkit.policy.PolicyPluginContract;
import io.hotswap.testkit.policy.PolicyScope;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ContentBasedRoutingVerticleTest extends PolicyPluginContract {
  private static final String EVERY_JSON = "{\"jsonPath\":\"$\"}";

  @Override
  protected Plugin plugin() {
    return new ContentBasedRoutingVerticle();
  }

  private static MessageFilters filters(PolicyScope scope) {
    return (MessageFilters) scope.provided().get(MessageFilters.TYPE);
  }

  @Test
  void itsFiltersWork() {
    PolicyScope scope = started();
    filters(scope).check(EVERY_JSON);
    assertThat(filters(scope).matches(EVERY_JSON, PolicyFixtures.json("1"))).isTrue();
    assertThat(filters(scope).test(EVERY_JSON, PolicyFixtures.json("1"), 1).nodes()).hasSize(1);
    assertThatThrownBy(() -> filters(scope).check("[]")).isInstanceOf(Problem.class);
  }

  @Test
  void itsStrategyHasFilters() {
    RoutingPolicy policy = (RoutingPolicy) started().provided().get(RoutingPolicy.CONTENT_BASED);
    assertThat(policy.filters()).isTrue();
    assertThat(policy.ranked()).isFalse();
  }

  @Test
  void itsSettingsAreKept() {
    PolicyScope scope = scope(new JsonObject().put("payload-bytes-max", 1));
    assertThat(plugin().start(scope).succeeded()).isTrue();
    assertThat(filters(scope).matches(EVERY_JSON, PolicyFixtures.json("1"))).isTrue();
    assertThat(filters(scope).matches(EVERY_JSON, PolicyFixtures.json("12"))).isFalse();
  }

  @Test
  void aWrongSettingKeepsItFromStarting() {
    PolicyScope scope = scope(new JsonObject().put("visits-max", 0));
    assertThat(plugin().start(scope).cause()).hasMessageContaining("visits-max: 0");
    assertThat(scope.provided()).isEmpty();
  }
}
