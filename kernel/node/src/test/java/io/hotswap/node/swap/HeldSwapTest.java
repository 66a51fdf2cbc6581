package io.hotswap.node.swap;

import static io.hotswap.node.jars.PluginJarBuilder.DOOR;
import static io.hotswap.node.jars.PluginJarBuilder.LEDGER;
import static io.hotswap.node.swap.TrialNode.done;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.node.jars.PluginJarBuilder;
import io.hotswap.node.ports.Target;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swaps that wait before their switch, share calls, and bake until they are told to end. */
final class HeldSwapTest {
  private static final Duration LONG = Duration.ofHours(24);

  @TempDir private Path directory;
  private TrialNode node;
  private Gateway gateway;

  @BeforeEach
  void open() throws Exception {
    node = TrialNode.withLedger(directory, TrialNode.CALM);
    node.serve(node.install(PluginJarBuilder.door("1.0.0")));
    gateway = node.around.ports().caller(Gateway.TYPE);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private String answer() throws Exception {
    AtomicReference<String> body = new AtomicReference<>();
    Exchange exchange =
        (Exchange)
            Proxy.newProxyInstance(
                Exchange.class.getClassLoader(),
                new Class<?>[] {Exchange.class},
                (self, method, args) -> {
                  if (method.getName().equals("path")) {
                    return "/";
                  }
                  body.set(args[2].toString());
                  return null;
                });
    done(gateway.handle(exchange));
    return body.get().substring(0, 5);
  }

  private List<String> answers(int count) throws Exception {
    List<String> versions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      versions.add(answer());
    }
    return versions;
  }

  private SwapView held(String plugin, String version) throws Exception {
    SwapView begun =
        done(node.coordinator.bring(plugin, version, Orders.rollout("Canary", LONG, true), "t"));
    node.reaches(begun, Orders.HELD);
    return begun;
  }

  private void tell(Runnable word) throws Exception {
    done(
        node.strand.call(
            () -> {
              word.run();
              return io.vertx.core.Future.succeededFuture();
            }));
  }

  private List<PluginView.Target> targets() {
    return node.around.ports().port(Gateway.TYPE).view().targets();
  }

  @Test
  void waitsSharesSwitchesAndBakesAsItIsTold() throws Exception {
    node.install(PluginJarBuilder.door("2.0.0"));
    SwapView begun = held(DOOR, "2.0.0");
    assertThat(answers(3)).containsOnly("1.0.0");
    assertThat(node.coordinator.running(DOOR)).map(SwapView::step).contains(Orders.HELD);

    tell(() -> node.coordinator.go(begun.id(), 30));
    node.reaches(begun, Orders.WEIGHED);
    patiently().until(() -> targets().size() == 2);
    assertThat(targets())
        .containsExactlyInAnyOrder(
            new PluginView.Target("1.0.0", 70), new PluginView.Target("2.0.0", 30));
    assertThat(answers(20).stream().filter("2.0.0"::equals)).hasSize(6);
    Target fresh = node.residents.find(DOOR, "2.0.0").orElseThrow().targets().get(Gateway.TYPE);
    patiently().until(() -> fresh.calls() == 6);
    assertThat(fresh.p99Nanos()).isPositive();

    tell(() -> node.coordinator.go(begun.id(), 100));
    node.reaches(begun, "bake");
    assertThat(answers(3)).containsOnly("2.0.0");
    assertThat(targets()).containsExactly(new PluginView.Target("2.0.0", 100));

    tell(() -> node.coordinator.promote(begun.id()));
    SwapView swap = node.ended(begun);
    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Succeeded);
    assertThat(swap.receipt().stepsMs().keySet())
        .containsExactly(
            "load", "start", "catchup", "prove", "hold", "weigh", "switch", "bake", "retire");
    assertThat(fresh.calls()).as("counted no more").isZero();
  }

  @Test
  void goesBackFromTheSharing() throws Exception {
    node.install(PluginJarBuilder.door("2.0.0").moods("faulty"));
    SwapView begun = held(DOOR, "2.0.0");
    tell(() -> node.coordinator.go(begun.id(), 50));
    patiently().until(() -> targets().size() == 2);

    tell(() -> node.coordinator.back(begun.id(), "no good"));

    SwapView swap = node.ended(begun);
    assertThat(swap.state()).isEqualTo(State.Failed);
    assertThat(swap.error()).isEqualTo("weigh: no good");
    assertThat(targets()).containsExactly(new PluginView.Target("1.0.0", 100));
    assertThat(answers(4)).containsOnly("1.0.0");
  }

  @Test
  void goesBackWhileItWaits() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0"));
    SwapView begun = held(LEDGER, "2.0.0");
    done(node.add(1, 5));
    tell(() -> node.coordinator.back(begun.id(), "no good"));
    SwapView swap = node.ended(begun);
    assertThat(swap.error()).isEqualTo("hold: no good");
    assertThat(node.serving(LEDGER)).isEqualTo("1.0.0");
    assertThat(node.sum(1)).isEqualTo(5);
    assertThat(node.coordinator.running(LEDGER)).isEmpty();
  }

  @Test
  void failedCallsAreJudgedBySomebodyElse() throws Exception {
    node.install(PluginJarBuilder.door("2.0.0").moods("faulty"));
    SwapView begun =
        done(node.coordinator.bring(DOOR, "2.0.0", Orders.rollout("Direct", LONG, false), "t"));
    node.reaches(begun, "bake");
    assertThat(gateway.handle(null).failed()).isTrue();
    Target fresh = node.residents.find(DOOR, "2.0.0").orElseThrow().targets().get(Gateway.TYPE);
    assertThat(fresh.faults()).isEqualTo(1);
    assertThat(fresh.calls()).isEqualTo(1);
    done(node.strand.after(Duration.ofMillis(200)));
    assertThat(node.coordinator.running(DOOR)).map(SwapView::state).contains(State.Baking);
    tell(() -> node.coordinator.back(begun.id(), "1 of 1 failed"));
    assertThat(node.ended(begun).state()).isEqualTo(State.RolledBack);
  }
}
