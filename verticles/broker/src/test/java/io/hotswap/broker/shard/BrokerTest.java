package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.ack;
import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.eventually;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Journey;
import io.hotswap.contracts.broker.MessageState;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Hashing;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerTest {
  private BrokerFixture fixture = new BrokerFixture();
  private Instance one = fixture.instance("one");

  @AfterEach
  void close() {
    fixture.close();
  }

  private BrokerPort serving() {
    fixture.serve(one);
    return one.front();
  }

  private void with(JsonObject config) {
    fixture.close();
    fixture = new BrokerFixture(config);
    one = fixture.instance("one");
  }

  @Test
  void publishesConsumesAndAcks() {
    BrokerPort broker = serving();
    assertThat(get(broker.createTopic("q", queue(1))).created()).isTrue();
    assertThat(get(broker.createTopic("q", queue(1))).created()).isFalse();
    assertThat(get(broker.consume(pull("q", "any", "c", 10))).deliveries()).isEmpty();
    List<Published> stored = get(broker.publish("q", messages("a:1", "b:2")));
    assertThat(stored).extracting(Published::offset).containsExactly(0L, 1L);

    List<Delivery> deliveries = get(broker.consume(pull("q", "any", "c", 10))).deliveries();
    assertThat(deliveries).hasSize(2).allMatch(d -> d.attempt() == 1);
    assertThat(fixture.signals).contains(WaitKey.subscription(stored.get(0).topicUid(), "default"));
    assertThat(get(broker.settle(deliveries.stream().map(BrokerFixture::ack).toList())))
        .containsExactly(Outcome.DONE, Outcome.DONE);
    assertThat(get(broker.settle(List.of(ack(deliveries.get(0))))))
        .containsExactly(Outcome.REPEATED);
    SubscriptionStats stats = get(broker.stats("q")).subscriptions().get(0);
    assertThat(stats)
        .isEqualTo(new SubscriptionStats("default", 2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0));
    assertThat(get(broker.status()).version()).isEqualTo("one");
  }

  @Test
  void unknownThingsAreNamed() {
    BrokerPort broker = serving();
    assertCode(() -> get(broker.topic("nope")), ErrorCode.TopicNotFound);
    assertCode(() -> get(broker.publish("nope", messages("x"))), ErrorCode.TopicNotFound);
    MessageId id = new MessageId(99, 0, 0);
    assertCode(() -> get(broker.message(id)), ErrorCode.MessageNotFound);
    assertCode(() -> get(broker.topicOf(id)), ErrorCode.MessageNotFound);
    assertThat(get(broker.settle(List.of(Settlement.ack(id, null)))))
        .containsExactly(Outcome.UNKNOWN_MESSAGE);
    assertCode(() -> get(one.shards().ask(9, null)), ErrorCode.BadRequest);
    get(broker.createTopic("p", settings(TopicType.PubSub, 1, Ordering.None)));
    assertCode(() -> get(broker.consume(pull("p", null, "c", 1))), ErrorCode.BadRequest);
  }

  @Test
  void aGroupMissesNothingOfAnyPartitionAfterItsFirstPull() {
    BrokerPort broker = serving();
    get(broker.createTopic("p", settings(TopicType.PubSub, 8, Ordering.Key)));
    get(broker.publish("p", messages("before:1")));
    assertThat(get(broker.consume(pull("p", "g", "c", 1))).deliveries()).isEmpty();
    String[] texts = new String[40];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = i % 4 == 0 ? "plain" : "k" + i + ":x";
    }
    List<Published> stored = get(broker.publish("p", messages(texts)));
    assertThat(stored).hasSize(40).doesNotContainNull();

    List<Delivery> deliveries = get(broker.consume(pull("p", "g", "c", 100))).deliveries();
    assertThat(deliveries).hasSize(40);
    assertThat(get(broker.settle(deliveries.stream().map(BrokerFixture::ack).toList())))
        .containsOnly(Outcome.DONE);
    assertThat(get(broker.stats("p")).published()).isEqualTo(41);
    assertThat(get(broker.topics())).extracting(TopicView::name).containsExactly("p");
  }

  @Test
  void capacityCountsTheLeasesOfAllPartitions() {
    BrokerPort broker = serving();
    get(broker.createTopic("p", settings(TopicType.PubSub, 4, Ordering.None)));
    ConsumeRequest three = new ConsumeRequest("p", "g", "c", 10, 1 << 20, false, 3);
    assertThat(get(broker.consume(three)).deliveries()).isEmpty();
    get(broker.publish("p", messages("a:1", "b:2", "c:3", "d:4", "e:5", "f:6")));
    List<Delivery> some = get(broker.consume(three)).deliveries();
    assertThat(some).hasSize(3);
    assertThat(get(broker.consume(three)).deliveries()).isEmpty();
    get(broker.settle(List.of(BrokerFixture.ack(some.get(0)))));
    assertThat(get(broker.consume(three)).deliveries()).hasSize(1);
  }

  @Test
  void inspectsTheStateOfAMessage() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", settings(TopicType.Queue, 1, Ordering.Key)));
    Published p = get(broker.publish("q", messages("a:1", "a:2"))).get(0);
    MessageId id = new MessageId(p.topicUid(), 0, 0);
    assertThat(stateOf(broker, id)).isEqualTo("ready");
    Delivery d = get(broker.consume(pull("q", null, "c", 1))).deliveries().get(0);
    assertThat(stateOf(broker, id)).isEqualTo("leased");
    assertThat(get(broker.consume(pull("q", null, "c", 1))).deliveries()).isEmpty();
    assertThat(stateOf(broker, new MessageId(p.topicUid(), 0, 1))).isEqualTo("blocked");
    get(
        broker.settle(
            List.of(
                new Settlement(
                    Settlement.Kind.NACK,
                    id,
                    d.receipt(),
                    60_000,
                    "later",
                    Settlement.FailureClass.Retryable))));
    assertThat(stateOf(broker, id)).isEqualTo("delayed");
    assertThat(get(broker.message(id)).journey())
        .extracting(Journey::event)
        .containsExactly("published", "leased", "nacked");
    assertThat(get(broker.message(id)).journey()).extracting(Journey::owner).containsOnly("one");
    assertThat(get(broker.topicOf(id)).name()).isEqualTo("q");
    assertThat(get(broker.stats("q")).subscriptions().get(0).oldestUnackedMillis())
        .isEqualTo(p.publishedAtMillis());
  }

  /** Whoever hears that nothing is left waits, and is told of what comes then. */
  @Test
  void whoeverDrainsATopicIsToldOfWhatComesNext() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    get(broker.publish("q", messages("a", "b", "c")));
    assertThat(get(broker.consume(pull("q", null, "c", 2))).drained()).isFalse();
    ConsumeReply last = get(broker.consume(pull("q", null, "c", 1)));
    assertThat(last.deliveries()).hasSize(1);
    assertThat(last.drained()).isTrue();
    fixture.signals.clear();
    get(broker.publish("q", messages("d")));
    // NB: right after the answer, so that whoever is woken finds the message.
    eventually(() -> assertThat(fixture.signals).contains(last.waitKey()));
    assertThat(get(broker.consume(pull("q", null, "c", 9))).drained()).isTrue();
    assertThat(get(broker.consume(pull("q", null, "c", 9))).deliveries()).isEmpty();
  }

  @Test
  void topicsWithBacklogAreDeletedByForceOnly() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(3)));
    get(broker.publish("q", messages("x")));
    assertCode(() -> get(broker.deleteTopic("q", false)), ErrorCode.TopicHasBacklog);
    fixture.signals.clear();
    get(broker.deleteTopic("q", true));
    assertThat(fixture.signals).as("whoever waits is told").isNotEmpty();
    assertCode(() -> get(broker.publish("q", messages("x"))), ErrorCode.TopicNotFound);
    TopicView again = get(broker.createTopic("q", queue(3))).topic();
    assertThat(again.uid()).isEqualTo(2);
    assertThat(get(broker.publish("q", messages("x"))).get(0).offset()).isZero();
  }

  @Test
  void settingsReachPartitions() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(2)));
    TopicSettings s = queue(2);
    TopicSettings changed =
        new TopicSettings(
            s.type(),
            s.deliveryGuarantee(),
            s.routingStrategy(),
            2,
            1,
            s.ordering(),
            2_000,
            9,
            s.backoff());
    assertThat(get(broker.updateTopic("q", changed)).version()).isEqualTo(2);
    get(broker.publish("q", messages("x")));
    Delivery d = get(broker.consume(pull("q", null, "c", 1))).deliveries().get(0);
    assertThat(d.deadlineMillis()).isLessThan(System.currentTimeMillis() + 3_000);
  }

  @Test
  void aRestartFindsEverythingAndSnapshotsBoundTheLog() {
    with(new JsonObject().put("snapshot-facts", 20).put("tail-cache-bytes", 0));
    BrokerPort broker = serving();
    TopicView topic = get(broker.createTopic("q", queue(1))).topic();
    for (int i = 0; i < 100; i++) {
      get(broker.publish("q", messages("m" + i)));
      Delivery d = get(broker.consume(pull("q", null, "c", 1))).deliveries().get(0);
      if (i != 90) {
        get(broker.settle(List.of(ack(d))));
      }
    }
    int shard = Hashing.shardOf(topic.placement(), 0, BrokerFixture.SHARDS);
    patiently()
        .untilAsserted(
            () -> {
              assertThat(get(fixture.log.first(StreamId.facts(shard)))).isGreaterThan(50);
              assertThat(get(fixture.log.first(StreamId.messages(shard, topic.uid(), 0))))
                  .isGreaterThan(50);
            });
    assertCode(
        () -> get(broker.message(new MessageId(topic.uid(), 0, 0))), ErrorCode.MessageNotFound);
    get(one.shards().stop());

    Instance two = fixture.instance("two");
    fixture.serve(two);
    SubscriptionStats stats = get(two.front().stats("q")).subscriptions().get(0);
    assertThat(stats.acked()).isEqualTo(99);
    assertThat(stats.leased()).isEqualTo(1);
    assertThat(two.shards().factsReplayed()).isLessThan(200);
    assertThat(two.shards().status()).allMatch(s -> s.role().equals("owner"));
  }

  @Test
  void aBacklogIsReadFromTheLogAPageAtATime() {
    with(new JsonObject().put("tail-cache-bytes", 0));
    BrokerPort broker = serving();
    get(broker.createTopic("q", settings(TopicType.Queue, 1, Ordering.Key)));
    for (int i = 0; i < 30; i++) {
      String[] batch = new String[100];
      for (int k = 0; k < batch.length; k++) {
        batch[k] = "k" + k + ":" + i;
      }
      get(broker.publish("q", messages(batch)));
    }
    List<Long> offsets = new ArrayList<>();
    while (offsets.size() < 3000) {
      List<Delivery> some = get(broker.consume(pull("q", null, "c", 70))).deliveries();
      assertThat(some).isNotEmpty();
      some.forEach(d -> offsets.add(d.offset()));
      get(broker.settle(some.stream().map(BrokerFixture::ack).toList()));
    }
    assertThat(offsets).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatCameBackLongAgoIsFetchedAgain() {
    with(new JsonObject().put("tail-cache-bytes", 0).put("loaded-cache-bytes", "1MiB"));
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    get(broker.publish("q", messages("x", "y", "z")));
    List<Delivery> all = get(broker.consume(pull("q", null, "c", 3))).deliveries();
    get(
        broker.settle(
            all.stream().map(d -> Settlement.release(ack(d).messageId(), d.receipt())).toList()));
    fixture.move(shardOf(broker), one, standby());
    assertThat(get(broker.consume(pull("q", null, "c", 3))).deliveries()).hasSize(3);
  }

  private Instance standby() {
    Instance two = fixture.instance("two");
    get(two.shards().follow());
    return two;
  }

  private int shardOf(BrokerPort broker) {
    return Hashing.shardOf(get(broker.topic("q")).placement(), 0, BrokerFixture.SHARDS);
  }

  @Test
  void anAppendOfUnknownOutcomeIsFoundOutFromTheLog() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    for (boolean written : new boolean[] {true, false}) {
      fixture.log.failNextPublish(Kind.OUTCOME_UNKNOWN, written);
      Future<List<Published>> lost = broker.publish("q", messages("x"));
      assertCode(() -> get(lost), ErrorCode.OutcomeUnknown);
    }
    Published next = get(broker.publish("q", messages("y"))).get(0);
    assertThat(next.offset()).isEqualTo(1);
    assertThat(get(broker.stats("q")).published()).isEqualTo(2);
  }

  @Test
  void aDeliveryWhoseLeaseWasLostIsStale() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    get(broker.publish("q", messages("x")));
    fixture.log.failNextAppend(shardOf(broker), Kind.OUTCOME_UNKNOWN, false);
    Delivery lost = get(broker.consume(pull("q", null, "c", 1))).deliveries().get(0);
    patiently().until(() -> get(broker.settle(List.of(ack(lost)))), List.of(Outcome.STALE)::equals);
    Delivery again = get(broker.consume(pull("q", null, "c", 1))).deliveries().get(0);
    assertThat(again.offset()).isEqualTo(lost.offset());
    assertThat(get(broker.settle(List.of(ack(again))))).containsExactly(Outcome.DONE);
  }

  @Test
  void aFullLogRefusesPublishesAndNothingElse() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    get(broker.publish("q", messages("x")));
    fixture.log.freeBytes = 0;
    assertCode(() -> get(broker.publish("q", messages("y"))), ErrorCode.TooManyRequests);
    Delivery d = get(broker.consume(pull("q", null, "c", 1))).deliveries().get(0);
    assertThat(get(broker.settle(List.of(ack(d))))).containsExactly(Outcome.DONE);
    fixture.log.freeBytes = Long.MAX_VALUE;
    fixture.log.failNextPublish(Kind.FULL, false);
    assertCode(() -> get(broker.publish("q", messages("y"))), ErrorCode.TooManyRequests);
    assertThat(get(broker.publish("q", messages("y"))).get(0).offset()).isEqualTo(1);
  }

  @Test
  void whoIsFencedStepsDownAndMayTakeOverAgain() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    int shard = shardOf(broker);
    Instance two = standby();
    assertThatThrownBy(() -> get(two.shards().take(shard, false))).hasMessageContaining("held by");
    assertThat(get(two.shards().take(shard, true))).isEqualTo(2);
    assertCode(() -> get(broker.publish("q", messages("x"))), ErrorCode.Moved);
    patiently()
        .until(
            () ->
                one.shards().status().get(shard).role().equals("standby")
                    && one.shards().lag() == 0);
    assertThatThrownBy(() -> get(one.shards().handOver(shard))).hasMessageContaining("OWNER");
    patiently().ignoreExceptions().until(() -> get(one.shards().take(shard, true)) == 3L);
    assertThat(get(broker.publish("q", messages("x")))).hasSize(1);
  }

  @Test
  void withoutItsLeaseAnOwnerAnswersNothingUntilItIsRenewed() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    fixture.nanos.addAndGet(3_600_000_000_000L);
    patiently()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get(broker.publish("q", messages("x")))).hasSize(1));
  }

  @Test
  void commandsWaitForReopeningButNotForever() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    fixture.log.claimFault = Kind.CLOSED;
    fixture.log.failNextPublish(Kind.CLOSED, false);
    assertCode(() -> get(broker.publish("q", messages("x"))), ErrorCode.OutcomeUnknown);
    Future<List<Published>> waits = broker.publish("q", messages("y"));
    patiently().until(() -> one.shards().health().isPresent());
    fixture.nanos.addAndGet(6_000_000_000L);
    assertCode(() -> get(waits), ErrorCode.Unavailable);
    fixture.log.claimFault = null;
    Future<List<Published>> heals = broker.publish("q", messages("z"));
    patiently()
        .until(
            () -> {
              fixture.nanos.addAndGet(100_000_000L);
              return heals.isComplete();
            });
    assertThat(get(heals)).hasSize(1);
    patiently().until(() -> one.shards().health().isEmpty());
  }

  @Test
  void oneThatIsTooOldBehindOthersGoesThoughNobodyPulls() {
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    get(broker.publish("q", Records.copyOf(List.of(mortal(0), mortal(600), mortal(1)))));
    patiently().until(() -> expired(broker) == 1);
    get(broker.publish("q", Records.copyOf(List.of(mortal(0), mortal(1)))));
    patiently().until(() -> expired(broker) == 3);
    assertThat(get(broker.consume(pull("q", null, "c", 9))).deliveries())
        .extracting(Delivery::offset)
        .containsExactly(0L, 3L);
    assertThat(one.shards().health()).isEmpty();
  }

  private static long expired(BrokerPort broker) {
    return get(broker.stats("q")).subscriptions().get(0).expired();
  }

  private static ByteBuffer mortal(long ttlMillis) {
    return new MessageBuilder()
        .ttlMillis(ttlMillis)
        .payload(Encoding.TEXT, ByteBuffer.wrap(new byte[] {1}))
        .build();
  }

  @Test
  void tooManyWaitingCommandsAreRefused() {
    with(new JsonObject().put("waiting-commands-max", 5));
    BrokerPort broker = serving();
    get(broker.createTopic("q", queue(1)));
    fixture.log.claimFault = Kind.CLOSED;
    fixture.log.failNextPublish(Kind.CLOSED, false);
    assertCode(() -> get(broker.publish("q", messages("x"))), ErrorCode.OutcomeUnknown);
    List<Future<List<Published>>> many = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      many.add(broker.publish("q", messages("x")));
    }
    assertCode(() -> get(many.get(5)), ErrorCode.TooManyRequests);
    fixture.log.claimFault = null;
  }

  @Test
  void digestsAreOfMarkersOnly() {
    serving();
    Instance two = standby();
    long first = get(one.shards().mark(2));
    Map<String, String> digest = get(one.shards().digest(2, first, 2));
    assertThat(digest).containsOnlyKeys("registry", "partitions", "subscriptions", "transactions");
    assertThat(get(two.shards().digest(2, first, 2))).isEqualTo(digest);
    get(one.shards().mark(2));
    get(one.shards().mark(2));
    assertCode(() -> get(one.shards().digest(2, first, 2)), ErrorCode.BadRequest);
    assertCode(() -> get(one.shards().digest(2, first, 9)), ErrorCode.BadRequest);
    assertCode(() -> get(two.shards().mark(2)), ErrorCode.Conflict);
    get(one.shards().follow());
    assertThat(one.shards().epoch(2)).isEqualTo(1);
    assertThat(one.shards().level()).isEqualTo(2);
    assertThat(one.shards().count()).isEqualTo(BrokerFixture.SHARDS);
  }

  private static String stateOf(BrokerPort broker, MessageId id) {
    MessageState state = get(broker.message(id));
    return state.states().get(0).state();
  }

  private static TopicSettings queue(int partitions) {
    return settings(TopicType.Queue, partitions, Ordering.None);
  }

  private static void assertCode(Runnable action, ErrorCode code) {
    assertThatThrownBy(action::run)
        .isInstanceOf(Problem.class)
        .extracting(e -> ((Problem) e).code())
        .isEqualTo(code);
  }
}
