package io.hotswap.node.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallPortTest {
  private static final ClassLoader LOADER = CallPortTest.class.getClassLoader();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong();
  private Vertx vertx;
  private PortTable table;
  private CallPort port;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    table =
        new PortTable(
            Strand.of(vertx),
            meters,
            now::get,
            10,
            Duration.ofSeconds(1),
            new PortTable.Budget(50_000_000, 3));
    port = (CallPort) table.port(RoutingPolicy.LOAD_BALANCED);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static RoutingPolicy granting(int count) {
    return ask -> count;
  }

  private static Target target(String version, RoutingPolicy policy) {
    return new Target(version, policy, LOADER);
  }

  private static int ask(RoutingPolicy policy) {
    return policy.grant(null);
  }

  @Test
  void builtInAnswersUntilSomebodyProvides() {
    RoutingPolicy policy = table.policy(RoutingPolicy.LOAD_BALANCED, granting(1));
    assertThat(ask(policy)).isEqualTo(1);
    Target provided = target("1.0.0", granting(2));
    port.flip(provided);
    assertThat(ask(policy)).isEqualTo(2);
    assertThat(port.view().targets())
        .singleElement()
        .hasToString("Target[version=1.0.0, weight=100]");
    port.close(target("other", granting(9)));
    assertThat(ask(policy)).isEqualTo(2);
    port.close(provided);
    assertThat(ask(policy)).isEqualTo(1);
    assertThat(port.view().targets()).isEmpty();
  }

  @Test
  void withoutBuiltInNobodyAnswers() {
    RoutingPolicy policy = table.caller(RoutingPolicy.LOAD_BALANCED);
    assertThatThrownBy(() -> ask(policy)).hasMessageContaining("no target");
  }

  @Test
  void anExceptionIsAnsweredByTheBuiltInAndCounted() {
    Target broken =
        target(
            "1.0.0",
            ask -> {
              throw new IllegalStateException("broken policy");
            });
    port.flip(broken);
    RoutingPolicy bare = table.caller(RoutingPolicy.LOAD_BALANCED);
    assertThatThrownBy(() -> ask(bare)).hasMessage("broken policy");
    RoutingPolicy policy = table.policy(RoutingPolicy.LOAD_BALANCED, granting(3));
    assertThat(ask(policy)).isEqualTo(3);
    assertThat(meters.counter("port.fallbacks", "port", "routing.load-balanced").count())
        .isEqualTo(2);
    assertThat(broken.faults()).isEqualTo(2);
    assertThat(table.degraded())
        .singleElement()
        .asString()
        .contains("routing.load-balanced: degraded: 1.0.0 threw", "the built-in serves");
    assertThat(ask(policy)).isEqualTo(3);
    assertThat(broken.faults()).isEqualTo(2);
    assertThatThrownBy(() -> ask(bare)).hasMessage("broken policy");
    assertThat(port.abandon(broken, "retired")).isZero();
    port.flip(target("1.1.0", granting(4)));
    assertThat(table.degraded()).isEmpty();
    assertThat(ask(policy)).isEqualTo(4);
  }

  @Test
  void aRefusalIsAnAnswer() {
    Target picky =
        target(
            "1.0.0",
            ask -> {
              throw Problem.badRequest("/filter", "no");
            });
    port.flip(picky);
    RoutingPolicy policy = table.policy(RoutingPolicy.LOAD_BALANCED, granting(3));
    assertThatThrownBy(() -> ask(policy)).isInstanceOf(Problem.class);
    assertThat(picky.faults()).isZero();
    assertThat(table.degraded()).isEmpty();
  }

  @Test
  void overrunsWithinAMinutePutATargetAside() {
    Target good = target("1.0.0", granting(1));
    port.flip(good);
    Target slow =
        target(
            "1.1.0",
            ask -> {
              now.addAndGet(60_000_000);
              return 2;
            });
    port.flip(slow);
    RoutingPolicy policy = table.policy(RoutingPolicy.LOAD_BALANCED, granting(3));
    for (int i = 0; i < 4; i++) {
      assertThat(ask(policy)).isEqualTo(2);
      now.addAndGet(40_000_000_000L);
    }
    assertThat(table.degraded()).isEmpty();
    ask(policy);
    ask(policy);
    assertThat(ask(policy)).isEqualTo(1);
    assertThat(table.degraded()).singleElement().asString().contains("1.1.0 took 60 ms", "1.0.0");
    assertThat(slow.faults()).isEqualTo(1);
    port.close(good);
    assertThat(ask(policy)).isEqualTo(3);
  }

  @Test
  void aFlippedTargetIsIdleWhenItsLastCallReturns() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Target slow =
        target(
            "1.0.0",
            ask -> {
              inside.countDown();
              try {
                assertThat(leave.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
              return 1;
            });
    port.flip(slow);
    RoutingPolicy policy = table.policy(RoutingPolicy.LOAD_BALANCED, granting(0));
    Thread caller = new Thread(() -> ask(policy));
    caller.start();
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    Target next = target("1.1.0", granting(2));
    port.flip(next);
    assertThat(ask(policy)).isEqualTo(2);
    Future<Void> idle = port.idle(slow);
    assertThat(idle.isComplete()).isFalse();
    assertThat(port.view().inFlight()).isEqualTo(1);
    leave.countDown();
    idle.await(10, TimeUnit.SECONDS);
    caller.join();
    assertThat(port.idle(next).succeeded()).isTrue();
    assertThat(port.view().inFlight()).isZero();
  }

  @Test
  void sharesCallsUntilOneOfThemHasItAll() {
    RoutingPolicy policy = table.policy(RoutingPolicy.LOAD_BALANCED, granting(0));
    Target old = target("1.0.0", granting(1));
    Target next = target("2.0.0", granting(2));
    port.flip(old);
    next.measured();
    port.share(next, 25);
    int sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += ask(policy);
    }
    assertThat(sum).isEqualTo(125);
    assertThat(next.calls()).isEqualTo(25);
    assertThat(port.view().targets())
        .extracting(each -> each.version() + " " + each.weight())
        .containsExactly("1.0.0 75", "2.0.0 25");
    port.unshare();
    assertThat(port.idle(next).succeeded()).isTrue();
    assertThat(ask(policy)).isEqualTo(1);
    port.share(next, 50);
    port.flip(next);
    assertThat(ask(policy)).isEqualTo(2);
    assertThat(ask(policy)).isEqualTo(2);
    assertThat(port.idle(old).succeeded()).isTrue();
    port.share(next, 50);
    assertThat(port.view().targets()).as("not with itself").hasSize(1);
  }

  @Test
  void whoHasAShareAndThrowsIsCountedAndTheOtherAnswers() {
    RoutingPolicy policy = table.policy(RoutingPolicy.LOAD_BALANCED, granting(0));
    port.flip(target("1.0.0", granting(1)));
    Target bad =
        target(
            "2.0.0",
            ask -> {
              throw new IllegalStateException("broken");
            });
    bad.measured();
    port.share(bad, 50);
    for (int i = 0; i < 10; i++) {
      assertThat(ask(policy)).isEqualTo(1);
    }
    assertThat(bad.faults()).isEqualTo(5);
    assertThat(bad.calls()).isEqualTo(5);
    assertThat(port.degraded()).isEmpty();
  }
}
