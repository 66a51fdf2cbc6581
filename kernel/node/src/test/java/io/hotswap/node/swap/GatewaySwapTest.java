package io.hotswap.node.swap;

import static io.hotswap.node.jars.PluginJarBuilder.DOOR;
import static io.hotswap.node.swap.TrialNode.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.node.jars.PluginJarBuilder;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is replaced between two requests. */
final class GatewaySwapTest {
  private static final Duration LONG_BAKE = Duration.ofMinutes(5);

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

  /** What the gateway answers to a request. */
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
                  assertThat(method.getName()).isEqualTo("respond");
                  body.set(args[2].toString());
                  return null;
                });
    done(gateway.handle(exchange));
    return body.get();
  }

  @Test
  void newVersionAnswersTheNextRequest() throws Exception {
    assertThat(answer()).isEqualTo("1.0.0 1");
    node.install(PluginJarBuilder.door("2.0.0"));

    SwapView swap = node.swap(DOOR, "2.0.0", TrialNode.SHORT_BAKE);

    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Succeeded);
    assertThat(swap.receipt().stateDigest()).isNull();
    assertThat(swap.receipt().inFlightMoved()).isZero();
    assertThat(answer()).isEqualTo("2.0.0 2");
  }

  @Test
  void callersOfAnotherPluginOutliveItsVersions() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0"));
    assertThat(answer()).isEqualTo("1.0.0 1");

    node.swap("2.0.0");

    assertThat(answer()).isEqualTo("1.0.0 2");
  }

  @Test
  void serverErrorsOfTheEdgeRollBack() throws Exception {
    node.gatewayErrors.set(3);
    node.install(PluginJarBuilder.door("2.0.0"));
    SwapView begun = done(node.coordinator.begin(DOOR, "2.0.0", LONG_BAKE, "tester"));
    node.reaches(begun, "bake");
    assertThat(answer()).startsWith("2.0.0");

    node.gatewayErrors.addAndGet(2);

    SwapView swap = node.ended(begun);
    assertThat(swap.state()).isEqualTo(State.RolledBack);
    assertThat(swap.error()).isEqualTo("bake: 2 answers were server errors");
    assertThat(answer()).startsWith("1.0.0");
  }

  @Test
  void failedRequestsRollBack() throws Exception {
    node.install(PluginJarBuilder.door("2.0.0").moods("faulty"));
    SwapView begun = done(node.coordinator.begin(DOOR, "2.0.0", LONG_BAKE, "tester"));
    node.reaches(begun, "bake");

    assertThat(gateway.handle(null).isComplete()).isTrue();

    SwapView swap = node.ended(begun);
    assertThat(swap.state()).isEqualTo(State.RolledBack);
    assertThat(swap.error()).contains("lock jammed");
    assertThat(answer()).startsWith("1.0.0");
  }
}
