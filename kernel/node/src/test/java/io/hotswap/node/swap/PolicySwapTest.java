package io.hotswap.node.swap;

import static io.hotswap.node.swap.TrialNode.done;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.node.jars.PluginJarBuilder;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies with several ports, and services without any, are swapped and taken back. */
final class PolicySwapTest {
  private static final Duration LONG_BAKE = Duration.ofMinutes(5);

  private static final String HEAD =
      """
      package trial;

      import io.hotswap.contracts.plugin.*;
      import io.hotswap.contracts.policy.*;
      import io.vertx.core.Future;

      """;

  private static final String TAIL =
      """
        public Future<Void> stop() {
          return Future.succeededFuture();
        }

        public java.util.Optional<String> health() {
          return java.util.Optional.empty();
        }
      }
      """;

  /** Grants its major version on one port, and ten times that on the other. */
  private static final String POLICY =
      HEAD
          + """
            public class Policy implements Plugin {
              public Future<Void> start(PluginScope scope) {
                int major = Integer.parseInt(scope.version().substring(0, 1));
                scope.provide(RoutingPolicy.DIRECT, ask -> answer(major));
                scope.provide(RoutingPolicy.FAN_OUT, ask -> 10 * major);
                return Future.succeededFuture();
              }

              static int answer(int major) {
                if (major == 9) {
                  throw new IllegalStateException("cannot count");
                }
                return major;
              }

            """
          + TAIL;

  /** Notes when its turn begins and ends. */
  private static final String SERVICE =
      HEAD
          + """
            public class Service implements Plugin {
              private PluginScope scope;

              public Future<Void> start(PluginScope scope) {
                this.scope = scope;
                return Future.succeededFuture();
              }

              private void note(String what) {
                scope.vertx().sharedData().<Integer, String>getLocalMap("turns")
                    .compute(0, (k, v) -> (v == null ? "" : v + " ") + what + scope.version().charAt(0));
              }

              public Future<Void> activate() {
                note("on");
                return scope.version().startsWith("8")
                    ? Future.failedFuture("no batteries")
                    : Future.succeededFuture();
              }

              public Future<Void> deactivate() {
                note("off");
                return Future.succeededFuture();
              }

            """
          + TAIL;

  @TempDir private Path directory;
  private TrialNode node;
  private RoutingPolicy direct;
  private RoutingPolicy fanOut;

  @BeforeEach
  void open() throws Exception {
    node = TrialNode.withLedger(directory, TrialNode.CALM);
    direct = node.around.ports().policy(RoutingPolicy.DIRECT, ask -> -1);
    fanOut = node.around.ports().policy(RoutingPolicy.FAN_OUT, ask -> -2);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private static PluginJarBuilder policy(String version) {
    return PluginJarBuilder.plugin("routing.trial", version, "policy", "trial.Policy")
        .descriptor("provides", new JsonArray(List.of("routing.direct", "routing.fan-out")))
        .source("trial.Policy", POLICY);
  }

  private static PluginJarBuilder service(String version) {
    return PluginJarBuilder.plugin("service.trial", version, "service", "trial.Service")
        .source("trial.Service", SERVICE);
  }

  private String turns() {
    return node.vertx.sharedData().<Integer, String>getLocalMap("turns").get(0);
  }

  @Test
  void allPortsOfAPolicyGoOverTogether() throws Exception {
    assertThat(direct.grant(null)).isEqualTo(-1);
    node.serve(node.install(policy("1.0.0")));
    assertThat(direct.grant(null)).isEqualTo(1);
    node.install(policy("2.0.0"));
    SwapView swap = node.swap("routing.trial", "2.0.0", TrialNode.SHORT_BAKE);
    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Succeeded);
    assertThat(direct.grant(null)).isEqualTo(2);
    assertThat(fanOut.grant(null)).isEqualTo(20);
    SwapView back = node.ended(done(node.coordinator.rollback("routing.trial", "tester")));
    assertThat(back.state()).as(back.error()).isEqualTo(State.Succeeded);
    assertThat(fanOut.grant(null)).isEqualTo(10);
  }

  @Test
  void aPolicyThatThrowsIsAnsweredByTheOneBeforeAndTakenBack() throws Exception {
    node.serve(node.install(policy("1.0.0")));
    node.install(policy("9.0.0"));
    SwapView begun = done(node.coordinator.begin("routing.trial", "9.0.0", LONG_BAKE, "tester"));
    node.reaches(begun, "bake");
    assertThat(fanOut.grant(null)).isEqualTo(90);
    assertThat(direct.grant(null)).isEqualTo(1);
    assertThat(direct.grant(null)).isEqualTo(1);
    SwapView swap = node.ended(begun);
    assertThat(swap.state()).isEqualTo(State.RolledBack);
    assertThat(swap.error()).contains("cannot count");
    assertThat(fanOut.grant(null)).isEqualTo(10);
    assertThat(node.around.ports().degraded()).isEmpty();
  }

  @Test
  void aServiceHasItsTurnAfterTheOneBefore() throws Exception {
    done(node.serve(node.install(service("1.0.0"))).activate());
    node.install(service("2.0.0"));
    SwapView swap = node.swap("service.trial", "2.0.0", TrialNode.SHORT_BAKE);
    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Succeeded);
    assertThat(turns()).isEqualTo("on1 off1 on2");
  }

  @Test
  void aRollbackGivesTheTurnBack() throws Exception {
    done(node.serve(node.install(service("1.0.0"))).activate());
    node.install(service("2.0.0"));
    SwapView begun = done(node.coordinator.begin("service.trial", "2.0.0", LONG_BAKE, "tester"));
    node.reaches(begun, "bake");
    done(node.coordinator.rollback("service.trial", "tester"));
    assertThat(node.ended(begun).state()).isEqualTo(State.RolledBack);
    patiently().untilAsserted(() -> assertThat(turns()).isEqualTo("on1 off1 on2 off2 on1"));
  }

  @Test
  void aTurnThatCannotBeginFailsTheSwap() throws Exception {
    done(node.serve(node.install(service("1.0.0"))).activate());
    node.install(service("8.0.0"));
    SwapView swap = node.swap("service.trial", "8.0.0", TrialNode.SHORT_BAKE);
    assertThat(swap.state()).isEqualTo(State.Failed);
    assertThat(swap.error()).contains("no batteries");
    assertThat(turns()).isEqualTo("on1 off1 on8 off8 on1");
    assertThat(node.serving("service.trial")).isEqualTo("1.0.0");
  }
}
