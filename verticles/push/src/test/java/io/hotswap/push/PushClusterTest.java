package io.hotswap.push;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.SubscriptionSettings.Breaker;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.push.fake.FakeScope;
import io.hotswap.push.fake.Hook;
import io.hotswap.push.send.Fixtures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One of several nodes, which agree on who pushes what. */
final class PushClusterTest {
  private static final Breaker PATIENT = new Breaker(1000, 60_000, 1);

  private final Vertx vertx = Vertx.vertx();
  private final FakeScope scope = new FakeScope(vertx);
  private final PushPlugin plugin = new PushPlugin();
  private final Hook hook = new Hook(vertx);
  private final ConcurrentLinkedQueue<HttpServerRequest> open = new ConcurrentLinkedQueue<>();
  private SubscriptionView.Id id;

  @BeforeEach
  void subscribe() {
    scope.clustered = true;
    id =
        scope.broker.subscribe(
            1, new Push(hook.url(), List.of(Fixtures.SECRET), 1, 10_000, PATIENT));
  }

  @AfterEach
  void close() throws Exception {
    get(plugin.stop());
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private void start(String drainTimeout) throws Exception {
    scope.config.put("drain-timeout", drainTimeout);
    get(plugin.start(scope));
    get(plugin.activate());
  }

  private void membersChange(boolean mine) {
    if (mine) {
      scope.elsewhere.remove("push/" + id);
    } else {
      scope.elsewhere.add("push/" + id);
    }
    scope.signals.signal(WaitKey.members(), 1);
  }

  private int settled(Kind kind) {
    return scope.broker.settled(kind).size();
  }

  @Test
  void whatIsAnotherNodesIsPushedWhenItBecomesOurs() throws Exception {
    scope.elsewhere.add("push/" + id);
    start("300ms");
    SubscriptionView.Id ours =
        scope.broker.subscribe(
            2, new Push(hook.url(), List.of(Fixtures.SECRET), 1, 10_000, PATIENT));
    scope.broker.publish(id, "theirs");
    scope.broker.publish(ours, "ours");
    patiently().until(() -> settled(Kind.ACK) == 1);
    assertThat(hook.bodies()).containsExactly("ours");
    membersChange(true);
    patiently().until(() -> settled(Kind.ACK) == 2);
    assertThat(hook.bodies()).containsExactly("ours", "theirs");
    assertThat(scope.broker.consumed)
        .allSatisfy(
            one -> assertThat(one.consumerId()).startsWith("push:sub-").endsWith("@node-1"));
  }

  @Test
  void whatIsNoLongerOursIsFinishedAndTheRestGivenBack() throws Exception {
    start("20s");
    hook.reaction = (request, body) -> open.add(request);
    for (int i = 0; i < 3; i++) {
      scope.broker.publish(id, Integer.toString(i), "k");
    }
    patiently().until(() -> open.size() == 1 && scope.broker.leased() == 3);
    membersChange(false);
    patiently().until(() -> settled(Kind.RELEASE) == 2);
    int calls = scope.broker.consumed.size();
    // It comes back while the old pump still waits: there is one at a time.
    membersChange(true);
    scope.signals.signal(WaitKey.subscriptions(), 1);
    hook.status(200);
    assertThat(scope.broker.consumed).hasSize(calls);
    open.poll().response().end();
    patiently().until(() -> settled(Kind.ACK) == 3);
    assertThat(scope.broker.left).isEmpty();
    assertThat(hook.bodies()).containsExactlyInAnyOrder("0", "1", "2");
  }

  @Test
  void whatIsNotAnsweredInTimeIsGivenBack() throws Exception {
    start("200ms");
    hook.silent();
    scope.broker.publish(id, "1");
    patiently().until(() -> hook.got.size() == 1);
    membersChange(false);
    patiently().until(() -> scope.broker.left.contains("push:" + id + "@node-1"));
    assertThat(scope.broker.settled).isEmpty();
    hook.status(200);
    membersChange(true);
    patiently().until(() -> settled(Kind.ACK) == 1);
  }

  @Test
  void stoppingWaitsForWhatIsLeavingToo() throws Exception {
    start("20s");
    hook.reaction = (request, body) -> open.add(request);
    scope.broker.publish(id, "1");
    patiently().until(() -> open.size() == 1);
    membersChange(false);
    patiently()
        .untilAsserted(
            () ->
                assertThat(scope.signals.listening())
                    .as("the pump no longer listens for messages")
                    .isEqualTo(2));
    Future<Void> stopped = plugin.deactivate();
    open.poll().response().end();
    get(stopped);
    assertThat(settled(Kind.ACK)).isEqualTo(1);
    assertThat(scope.broker.left).isEmpty();
    assertThat(scope.signals.listening()).isZero();
  }
}
