package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.ack;
import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.decide.Invariant;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.policy.DeliveryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Broken on purpose, each invariant is found, counted, and told by the broker's health. */
class InvariantsTest {
  private static final TopicSettings QUEUE =
      BrokerFixture.settings(TopicType.Queue, 1, Ordering.None);

  private final BrokerFixture fixture = new BrokerFixture();
  private Instance one;

  @AfterEach
  void close() {
    fixture.close();
  }

  private Instance serving() {
    one = fixture.instance("one");
    fixture.serve(one);
    return one;
  }

  /** Another version takes over after somebody has written this into the log. */
  private Instance after(Fact.Leased bogus) {
    get(one.shards().stop());
    StreamId facts = shardOf(bogus.place());
    Claim claim =
        get(
            fixture.log.claim(
                facts.shard(), "vandal", Duration.ofSeconds(60), LogStore.ClaimMode.IF_FREE));
    Records records = Records.copyOf(List.of(FactCodec.encode(0, bogus)));
    StreamAppend append = new StreamAppend(facts, claim.factsEnd(), 0, records);
    get(fixture.log.append(facts.shard(), claim.epoch(), 1, List.of(append), true));
    get(fixture.log.release(facts.shard(), claim.epoch()));
    one = fixture.instance("two");
    fixture.serve(one);
    return one;
  }

  /** The one shard that has messages. */
  private StreamId shardOf(Place place) {
    for (int shard = 0; shard < BrokerFixture.SHARDS; shard++) {
      StreamId messages = StreamId.messages(shard, place.topicUid(), place.partition());
      if (get(fixture.log.end(messages)) > 0) {
        return StreamId.facts(shard);
      }
    }
    throw new AssertionError("nothing was published");
  }

  private static Fact.Leased scanned(long uid, Longs skipped, long to) {
    Longs none = Longs.EMPTY;
    return new Fact.Leased(
        new Place(uid, 0, 0), "c", 0, none, none, skipped, none, none, none, none, to);
  }

  private void assertBroken(Invariant invariant) {
    patiently().until(() -> one.shards().health().isPresent());
    assertThat(one.shards().health().orElseThrow())
        .contains("broken invariant")
        .contains(invariant.tag());
    assertThat(counted(invariant)).isPositive();
  }

  private double counted(Invariant invariant) {
    return fixture.meters.counter("invariants.broken.total", "invariant", invariant.tag()).count();
  }

  @Test
  void figuresThatDoNotAddUp() {
    TopicView topic = get(serving().front().createTopic("q", QUEUE)).topic();
    get(one.front().publish("q", messages("a", "b", "c")));
    assertThat(one.shards().health()).isEmpty();

    after(scanned(topic.uid(), Longs.EMPTY, 2));
    assertBroken(Invariant.FIGURES);
    assertThat(counted(Invariant.FIGURES)).isEqualTo(1);
  }

  @Test
  void aSettledMessageThatWouldBeLeasedAgain() {
    TopicView topic = get(serving().front().createTopic("q", QUEUE)).topic();
    get(one.front().publish("q", messages("a", "b")));
    Delivery first = get(one.front().consume(pull("q", null, "c", 1))).deliveries().get(0);
    get(one.front().settle(List.of(ack(first))));

    after(scanned(topic.uid(), Longs.of(0), 1));
    assertThatThrownBy(() -> get(one.front().consume(pull("q", null, "c", 1))))
        .isInstanceOf(Problem.class)
        .extracting(e -> ((Problem) e).code())
        .isEqualTo(ErrorCode.OutcomeUnknown);
    patiently().until(() -> counted(Invariant.LEASED_AGAIN) > 0);
    assertThat(one.shards().health()).isPresent();
  }

  @Test
  void aRefusalThatChangedSomething() {
    DeliveryPolicy good = Policies.builtIn().delivery(QUEUE);
    DeliveryPolicy refusing =
        new DeliveryPolicy() {
          @Override
          public Promises promises() {
            return good.promises();
          }

          @Override
          public Verdict failed(Failure failure) {
            throw Problem.of(ErrorCode.Conflict, "not now");
          }
        };
    Policies builtIn = Policies.builtIn();
    fixture.policies =
        new Policies(
            builtIn.routing(),
            Map.of(Guarantee.AtLeastOnce, refusing),
            builtIn.filters(),
            builtIn.deadLetters());
    get(serving().front().createTopic("q", QUEUE));
    get(one.front().publish("q", messages("a", "b")));
    List<Delivery> both = get(one.front().consume(pull("q", null, "c", 2))).deliveries();
    Delivery second = both.get(1);
    MessageId id = new MessageId(second.topicUid(), second.partition(), second.offset());
    Settlement nack =
        new Settlement(Settlement.Kind.NACK, id, second.receipt(), -1, "", FailureClass.Retryable);
    assertThatThrownBy(() -> get(one.front().settle(List.of(ack(both.get(0)), nack))));
    assertBroken(Invariant.REFUSAL);
    assertThat(get(one.front().settle(List.of(ack(both.get(0))))))
        .as("nothing was done")
        .isNotNull();
  }
}
