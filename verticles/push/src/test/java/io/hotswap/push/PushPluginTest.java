package io.hotswap.push;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Breaker;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.push.DeliveryLog;
import io.hotswap.push.fake.FakeScope;
import io.hotswap.push.fake.Hook;
import io.hotswap.push.send.Fixtures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PushPluginTest {
  private static final Breaker PATIENT = new Breaker(1000, 60_000, 1);

  private final Vertx vertx = Vertx.vertx();
  private final FakeScope scope = new FakeScope(vertx);
  private final PushPlugin plugin = new PushPlugin();
  private final Hook hook = new Hook(vertx);

  @AfterEach
  void close() throws Exception {
    get(plugin.stop());
    get(vertx.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void start() throws Exception {
    if (!scope.config.containsKey("drain-timeout")) {
      scope.config.put("drain-timeout", "300ms");
    }
    get(plugin.start(scope));
    get(plugin.activate());
  }

  private static Push push(String endpoint, int batchSize, long timeout, Breaker breaker) {
    return new Push(
        endpoint, List.of(Fixtures.SECRET, Fixtures.OTHER_SECRET), batchSize, timeout, breaker);
  }

  private Push push(Breaker breaker) {
    return push(hook.url(), 1, 10_000, breaker);
  }

  private SubscriptionView.Id subscribe(Push push) {
    return scope.broker.subscribe(1, push);
  }

  private DeliveryLog log() {
    return (DeliveryLog) scope.provided.get(DeliveryLog.TYPE);
  }

  private List<Settlement> settled(Kind kind) {
    return scope.broker.settled(kind);
  }

  private void awaitSettled(Kind kind, int count) {
    patiently().untilAsserted(() -> assertThat(settled(kind)).hasSize(count));
  }

  private double deliveries(String outcome) {
    return scope.meters.counter("push.deliveries", "outcome", outcome).count();
  }

  @Test
  void messagesArePostedAndAcked() throws Exception {
    start();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    List<MessageId> published = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      published.add(scope.broker.publish(id, "{\"n\":" + i + "}"));
    }

    awaitSettled(Kind.ACK, 100);

    assertThat(hook.got)
        .extracting(Hook.Got::id)
        .containsExactlyInAnyOrderElementsOf(published.stream().map(MessageId::toString).toList());
    assertThat(scope.broker.leased()).isZero();
    assertThat(scope.broker.consumed)
        .allSatisfy(
            one -> {
              assertThat(one.consumerId()).isEqualTo("push:" + id);
              assertThat(one.capacity()).isEqualTo(16);
              assertThat(one.limit()).isBetween(1, 16);
            });
    assertThat(deliveries("accepted")).isEqualTo(100);
    assertThat(scope.meters.timer("message.delivery.duration").count()).isEqualTo(100);
  }

  @Test
  void nothingIsSentBeforeItIsActive() throws Exception {
    SubscriptionView.Id id = subscribe(push(PATIENT));
    scope.broker.publish(id, "1");
    get(plugin.start(scope));
    assertThat(scope.broker.consumed).isEmpty();
    assertThat(plugin.health()).isEmpty();
    get(plugin.activate());
    get(plugin.activate());
    awaitSettled(Kind.ACK, 1);
  }

  @Test
  void aFailureIsSentAgainUnderTheSameId() throws Exception {
    start();
    AtomicInteger calls = new AtomicInteger();
    hook.reaction =
        (request, body) ->
            request.response().setStatusCode(calls.getAndIncrement() == 0 ? 500 : 200).end();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    MessageId message = scope.broker.publish(id, "1");

    awaitSettled(Kind.ACK, 1);

    assertThat(hook.got).extracting(Hook.Got::id).containsOnly(message.toString());
    assertThat(hook.got).extracting(Hook.Got::attempt).containsExactly(1, 2);
    Settlement nack = settled(Kind.NACK).get(0);
    assertThat(nack.reason()).isEqualTo("status 500 Internal Server Error");
    assertThat(nack.delayMillis()).isEqualTo(-1);
    assertThat(nack.failureClass()).isEqualTo(FailureClass.Retryable);
  }

  @Test
  void aBusyEndpointIsLeftAloneUntilItsTime() throws Exception {
    scope.config.put("retry-after-max", "1s");
    start();
    AtomicInteger calls = new AtomicInteger();
    hook.reaction =
        (request, body) -> {
          if (calls.getAndIncrement() == 0) {
            request.response().setStatusCode(503).putHeader("Retry-After", "3600").end();
          } else {
            request.response().end();
          }
        };
    SubscriptionView.Id id = subscribe(push(new Breaker(1, 60_000, 1)));
    scope.broker.publish(id, "1");
    awaitSettled(Kind.NACK, 1);
    scope.broker.publish(id, "2");

    assertThat(get(log().endpoint(id)).heldMillis()).isPositive();
    awaitSettled(Kind.ACK, 2);

    assertThat(settled(Kind.NACK)).extracting(Settlement::delayMillis).containsExactly(1000L);
    assertThat(hook.got.get(1).atMillis() - hook.got.get(0).atMillis()).isGreaterThanOrEqualTo(900);
    assertThat(deliveries("later")).isEqualTo(1);
  }

  @Test
  void anEndpointThatIsGonePausesItsSubscription() throws Exception {
    start();
    hook.status(410);
    SubscriptionView.Id id = subscribe(push(PATIENT));
    scope.broker.publish(id, "1");

    patiently().untilAsserted(() -> assertThat(scope.broker.view(id).settings().paused()).isTrue());
    awaitSettled(Kind.RELEASE, 1);
    assertThat(hook.got).hasSize(1);

    hook.status(200);
    scope.broker.update(id, scope.broker.view(id).settings().paused(false));
    awaitSettled(Kind.ACK, 1);
    assertThat(hook.got).extracting(Hook.Got::attempt).containsExactly(1, 1);
  }

  @Test
  void aPauseThatFailsIsTriedAgain() throws Exception {
    scope.config.put("list-interval", "1s");
    start();
    hook.reaction =
        (request, body) -> {
          // What comes next: the settlement or the pause; the settlement is repeated.
          scope.broker.failures.add(Problem.of(ErrorCode.Unavailable, "no"));
          scope.broker.failures.add(Problem.of(ErrorCode.Unavailable, "no"));
          request.response().setStatusCode(410).end();
        };
    SubscriptionView.Id id = subscribe(push(PATIENT));
    scope.broker.publish(id, "1");

    patiently().untilAsserted(() -> assertThat(scope.broker.view(id).settings().paused()).isTrue());
    assertThat(hook.got).hasSize(1);
  }

  @Test
  void theBreakerSparesTheEndpointAndTheAttempts() throws Exception {
    start();
    hook.status(500);
    SubscriptionView.Id id = subscribe(push(new Breaker(3, 600, 2)));
    scope.broker.publish(id, "1");

    patiently()
        .untilAsserted(() -> assertThat(get(log().endpoint(id)).breaker()).isEqualTo("Open"));
    assertThat(hook.got).hasSize(3);
    hook.status(200);
    scope.broker.publish(id, "2");
    awaitSettled(Kind.ACK, 2);

    long openedAt = hook.got.get(2).atMillis();
    assertThat(hook.got.get(3).atMillis() - openedAt).isGreaterThanOrEqualTo(550);
    assertThat(settled(Kind.NACK)).hasSize(3);
    patiently()
        .untilAsserted(() -> assertThat(get(log().endpoint(id)).breaker()).isEqualTo("Closed"));
  }

  @Test
  void aCriticalFailureOpensAtOnce() throws Exception {
    start();
    hook.reaction =
        (request, body) ->
            request
                .response()
                .setStatusCode(422)
                .putHeader("hotswap-failure-class", "Critical")
                .end();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    scope.broker.publish(id, "1");

    awaitSettled(Kind.NACK, 1);
    assertThat(settled(Kind.NACK).get(0).failureClass()).isEqualTo(FailureClass.Critical);
    assertThat(get(log().endpoint(id)).breaker()).isEqualTo("Open");
    patiently()
        .untilAsserted(
            () ->
                assertThat(scope.meters.get("push.breakers.not.closed").gauge().value())
                    .isEqualTo(1));
  }

  @Test
  void oneDeadEndpointHoldsUpNoOther() throws Exception {
    scope.config.put("requests-max", 40);
    start();
    Hook dead = new Hook(vertx);
    dead.silent();
    SubscriptionView.Id first = subscribe(push(dead.url(), 1, 60_000, PATIENT));
    SubscriptionView.Id second = scope.broker.subscribe(2, push(PATIENT));
    for (int i = 0; i < 100; i++) {
      scope.broker.publish(first, "1");
      scope.broker.publish(second, "2");
    }

    awaitSettled(Kind.ACK, 100);

    assertThat(dead.got).hasSize(16);
    assertThat(hook.got).hasSize(100);
    assertThat(get(log().endpoint(first)).requestsInFlight()).isEqualTo(16);
  }

  @Test
  void whoFindsNoRequestLeftWaitsForOne() throws Exception {
    scope.config.put("requests-max", 2);
    start();
    List<SubscriptionView.Id> all = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      all.add(scope.broker.subscribe(i, push(PATIENT)));
    }
    for (int i = 0; i < 20; i++) {
      all.forEach(id -> scope.broker.publish(id, "1"));
    }
    awaitSettled(Kind.ACK, 100);
    assertThat(hook.got).hasSize(100);
  }

  @Test
  void messagesOfOneKeyGoOneAfterAnother() throws Exception {
    start();
    ConcurrentLinkedQueue<HttpServerRequest> open = new ConcurrentLinkedQueue<>();
    AtomicInteger together = new AtomicInteger();
    hook.reaction =
        (request, body) -> {
          open.add(request);
          together.accumulateAndGet(open.size(), Math::max);
          vertx.setTimer(2, t -> open.poll().response().end());
        };
    SubscriptionView.Id id = subscribe(push(PATIENT));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      scope.broker.publish(id, Integer.toString(i), "k");
      expected.add(Integer.toString(i));
    }

    awaitSettled(Kind.ACK, 30);

    assertThat(hook.bodies()).isEqualTo(expected);
    assertThat(together).hasValue(1);
  }

  @Test
  void whatWaitsBehindAFailureIsGivenBackUnsent() throws Exception {
    scope.broker.backoffMillis = 60_000;
    SubscriptionView.Id id = subscribe(push(PATIENT));
    hook.reaction =
        (request, body) -> request.response().setStatusCode(body.equals("0") ? 500 : 200).end();
    for (int i = 0; i < 3; i++) {
      scope.broker.publish(id, Integer.toString(i), "k");
    }
    start();

    awaitSettled(Kind.ACK, 2);

    assertThat(settled(Kind.NACK)).hasSize(1);
    assertThat(settled(Kind.RELEASE)).hasSize(2);
    assertThat(hook.got).extracting(Hook.Got::attempt).containsExactly(1, 1, 1);
  }

  @Test
  void batchesAreAckedAsAWhole() throws Exception {
    SubscriptionView.Id id = subscribe(push(hook.url(), 10, 10_000, PATIENT));
    AtomicInteger calls = new AtomicInteger();
    hook.reaction =
        (request, body) ->
            request.response().setStatusCode(calls.getAndIncrement() == 0 ? 500 : 200).end();
    for (int i = 0; i < 25; i++) {
      scope.broker.publish(id, "{\"n\":1}");
    }
    start();

    awaitSettled(Kind.ACK, 25);

    assertThat(settled(Kind.NACK)).hasSize(10);
    assertThat(hook.bodies())
        .allSatisfy(body -> assertThat(new JsonArray(body).size()).isBetween(1, 10));
    assertThat(get(log().entries(id, 10))).anySatisfy(e -> assertThat(e.messages()).isEqualTo(10));
  }

  @Test
  void leasesLastAsLongAsTheRequest() throws Exception {
    scope.broker.ackDeadlineMillis = 600;
    start();
    hook.reaction = (request, body) -> vertx.setTimer(1_500, t -> request.response().end());
    SubscriptionView.Id id = subscribe(push(PATIENT));
    scope.broker.publish(id, "1");

    awaitSettled(Kind.ACK, 1);

    assertThat(settled(Kind.EXTEND))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(one -> assertThat(one.delayMillis()).isBetween(500L, 600L));
  }

  @Test
  void whatIsAckedByHandOverIsSentOnce() throws Exception {
    scope.broker.ackedByHandOver = true;
    start();
    hook.status(500);
    SubscriptionView.Id id = subscribe(push(PATIENT));
    scope.broker.publish(id, "1");

    patiently().untilAsserted(() -> assertThat(deliveries("failed")).isEqualTo(1));
    assertThat(scope.broker.settled).isEmpty();
    assertThat(hook.got).hasSize(1);
  }

  @Test
  void receiversOnTheEventBus() throws Exception {
    start();
    SubscriptionView.Id id = subscribe(push("event-bus:billing", 1, 10_000, PATIENT));
    scope.broker.publish(id, "{\"n\":1}");
    awaitAtLeastOneNack();
    get(
        vertx
            .eventBus()
            .<JsonObject>consumer("billing", message -> message.reply("thanks"))
            .completion());

    awaitSettled(Kind.ACK, 1);
    assertThat(settled(Kind.NACK))
        .allSatisfy(one -> assertThat(one.reason()).isEqualTo("no receiver at billing"));
  }

  private void awaitAtLeastOneNack() {
    patiently().untilAsserted(() -> assertThat(settled(Kind.NACK)).isNotEmpty());
  }

  @Test
  void changedSettingsHoldForTheNextRequest() throws Exception {
    start();
    hook.status(500);
    SubscriptionView.Id id = subscribe(push(new Breaker(1, 60_000, 1)));
    scope.broker.publish(id, "1");
    awaitAtLeastOneNack();
    Hook other = new Hook(vertx);

    Push moved = push(other.url(), 1, 10_000, new Breaker(1, 60_000, 1));
    var settings = scope.broker.view(id).settings();
    scope.broker.update(
        id,
        new SubscriptionSettings(settings.type(), null, settings.maxInFlight(), 0, false, moved));

    awaitSettled(Kind.ACK, 1);
    assertThat(other.got).hasSize(1);
  }

  @Test
  void aSubscriptionThatIsGoneIsForgotten() throws Exception {
    start();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    patiently().untilAsserted(() -> assertThat(scope.broker.consumed).hasSizeGreaterThan(1));
    patiently().untilAsserted(() -> assertThat(scope.signals.listening()).isEqualTo(3));

    scope.broker.unsubscribe(id);

    patiently().untilAsserted(() -> assertThat(scope.signals.listening()).isEqualTo(2));
    assertThatThrownBy(() -> get(log().entries(id, 10)))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("(expected: one that is pushed)");
  }

  @Test
  void anEndpointThatCannotBeReadIsNotPulledFor() throws Exception {
    start();
    SubscriptionView.Id id = subscribe(push("http:///", 1, 1000, PATIENT));
    patiently()
        .untilAsserted(
            () ->
                assertThat(get(log().endpoint(id)).problem())
                    .startsWith("endpoint: http:/// (expected: "));
    scope.broker.publish(id, "1");
    assertThat(scope.broker.consumed).isEmpty();
  }

  @Test
  void loopbackIsForDevelopment() throws Exception {
    scope.profile = "production";
    start();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    scope.broker.publish(id, "1");

    awaitAtLeastOneNack();
    assertThat(settled(Kind.NACK).get(0).reason()).contains("address refused");
    assertThat(hook.got).isEmpty();
  }

  @Test
  void loopbackAsConfigured() throws Exception {
    scope.profile = "production";
    scope.config.put("allow-loopback", true);
    start();
    scope.broker.publish(subscribe(push(PATIENT)), "1");
    awaitSettled(Kind.ACK, 1);
  }

  @Test
  void moreSubscriptionsThanAllowedAreNotServed() throws Exception {
    scope.config.put("subscriptions-max", 1);
    start();
    SubscriptionView.Id first = subscribe(push(PATIENT));
    SubscriptionView.Id second = scope.broker.subscribe(2, push(PATIENT));
    scope.broker.publish(second, "2");
    scope.broker.publish(first, "1");
    awaitSettled(Kind.ACK, 1);
    assertThat(hook.bodies()).containsExactly("1");
  }

  @Test
  void aBrokerThatRefusesIsAskedAgain() throws Exception {
    scope.config.put("pull-retry", "100ms");
    for (int i = 0; i < 1000; i++) {
      scope.broker.failures.add(Problem.of(ErrorCode.Unavailable, "not now"));
    }
    SubscriptionView.Id id = subscribe(push(PATIENT));
    start();
    patiently()
        .untilAsserted(
            () ->
                assertThat(plugin.health())
                    .contains("push subscriptions cannot be listed: not now"));
    scope.broker.failures.clear();
    patiently().untilAsserted(() -> assertThat(plugin.health()).isEmpty());
    for (int i = 0; i < 3; i++) {
      scope.broker.failures.add(Problem.of(ErrorCode.Unavailable, "not now"));
    }
    scope.broker.publish(id, "1");
    awaitSettled(Kind.ACK, 1);
  }

  @Test
  void theLogHasTheNewestFirst() throws Exception {
    start();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    AtomicInteger calls = new AtomicInteger();
    hook.reaction =
        (request, body) ->
            request.response().setStatusCode(calls.getAndIncrement() == 0 ? 500 : 201).end();
    MessageId message = scope.broker.publish(id, "1");
    awaitSettled(Kind.ACK, 1);

    List<DeliveryLog.Entry> entries = get(log().entries(id, 10));

    assertThat(entries).hasSize(2);
    assertThat(entries.get(0).delivered()).isTrue();
    assertThat(entries.get(0).status()).isEqualTo(201);
    assertThat(entries.get(0).attempt()).isEqualTo(2);
    assertThat(entries.get(1).error()).isEqualTo("status 500 Internal Server Error");
    assertThat(entries).extracting(DeliveryLog.Entry::messageId).containsOnly(message);
    assertThatThrownBy(() -> get(log().entries(id, 0)))
        .hasMessageContaining("0 (expected: 1..1000)");
  }

  @Test
  void deactivatingFinishesWhatIsInFlight() throws Exception {
    start();
    ConcurrentLinkedQueue<HttpServerRequest> open = new ConcurrentLinkedQueue<>();
    hook.reaction = (request, body) -> open.add(request);
    SubscriptionView.Id id = subscribe(push(PATIENT));
    for (int i = 0; i < 3; i++) {
      scope.broker.publish(id, Integer.toString(i), "k");
    }
    patiently().untilAsserted(() -> assertThat(open).hasSize(1));
    patiently().untilAsserted(() -> assertThat(scope.broker.leased()).isEqualTo(3));

    Future<Void> drained = plugin.deactivate();
    awaitSettled(Kind.RELEASE, 2);
    assertThat(drained.isComplete()).isFalse();
    open.poll().response().end();
    get(drained);

    assertThat(settled(Kind.ACK)).hasSize(1);
    assertThat(scope.broker.left).isEmpty();
    assertThat(scope.signals.listening()).isZero();
    int calls = scope.broker.consumed.size();
    scope.broker.publish(id, "later");
    assertThat(scope.broker.consumed).hasSize(calls);
  }

  @Test
  void whatIsInDoubtAtTheDeadlineIsGivenBack() throws Exception {
    scope.config.put("drain-timeout", "200ms");
    start();
    hook.silent();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    MessageId message = scope.broker.publish(id, "1");
    patiently().untilAsserted(() -> assertThat(hook.got).hasSize(1));

    get(plugin.deactivate());
    assertThat(scope.broker.left).containsExactly("push:" + id);
    assertThat(scope.broker.settled).isEmpty();

    hook.status(200);
    PushPlugin next = new PushPlugin();
    get(next.start(scope));
    get(next.activate());
    awaitSettled(Kind.ACK, 1);
    assertThat(hook.got).extracting(Hook.Got::id).containsOnly(message.toString()).hasSize(2);
    assertThat(hook.got).extracting(Hook.Got::attempt).containsExactly(1, 1);
    get(next.stop());
  }

  @Test
  void anOldVersionCanTakeOverAgain() throws Exception {
    start();
    SubscriptionView.Id id = subscribe(push(PATIENT));
    get(plugin.deactivate());
    get(plugin.deactivate());
    scope.broker.publish(id, "1");
    get(plugin.activate());
    awaitSettled(Kind.ACK, 1);
  }

  @Test
  void configurationIsCheckedAtTheStart() {
    scope.config.put("allow", new JsonArray().add("10.0.0.1/8"));
    assertThatThrownBy(() -> plugin.start(scope))
        .hasMessage("allow: 10.0.0.1/8 (expected: no bits set after the first 8)");
    scope.config.remove("allow");
    scope.config.put("trust-file", "/no/such/file");
    assertThatThrownBy(() -> plugin.start(scope))
        .hasMessage("push.trust-file: /no/such/file (expected: a file that can be read)");
  }
}
