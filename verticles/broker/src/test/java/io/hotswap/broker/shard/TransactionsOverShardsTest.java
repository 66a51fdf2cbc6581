package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardCommand.Part;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionStats;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.message.Hashing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Acks in one shard and publishes in another, with owners that are lost in between. */
class TransactionsOverShardsTest {
  private final BrokerFixture fixture =
      new BrokerFixture(new JsonObject().put("transaction-doubt", "1s"));
  private Instance one;
  private TopicView in;
  private TopicView out;

  @BeforeEach
  void serve() {
    one = fixture.instance("one");
    fixture.serve(one);
    in = create("in0");
    int other = 0;
    do {
      out = create("out" + other++);
    } while (shardOf(out) == shardOf(in));
    get(one.front().publish(in.name(), messages("a", "b")));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TopicView create(String name) {
    return get(one.front().createTopic(name, settings(TopicType.Queue, 1, Ordering.None))).topic();
  }

  private static int shardOf(TopicView topic) {
    return Hashing.shardOf(topic.placement(), 0, BrokerFixture.SHARDS);
  }

  private List<Settlement> leased() {
    List<Delivery> got = get(one.front().consume(pull(in.name(), null, "c", 10))).deliveries();
    assertThat(got).hasSize(2);
    return got.stream().map(BrokerFixture::ack).toList();
  }

  private SubscriptionStats stats(TopicView topic) {
    return get(one.front().stats(topic.name())).subscriptions().get(0);
  }

  private ShardReply ask(TopicView topic, ShardCommand command) {
    return get(one.shards().ask(shardOf(topic), command));
  }

  private Part acks(List<Settlement> acks) {
    return new Part(List.of(new ShardCommand.Settle(in.uid(), 0, acks)), List.of());
  }

  private Part publishes() {
    return new Part(
        List.of(), List.of(new ShardCommand.Publish(out.uid(), 0, messages("x", "y", "z"))));
  }

  /** The shard's owner is lost with the next append, which is a publish of no meaning. */
  private void lose(TopicView topic, boolean now) {
    if (now) {
      fixture.log.failNextAppend(shardOf(topic), Kind.CLOSED, false);
      assertThatThrownBy(
              () -> get(one.shards().ask(shardOf(topic), new ShardCommand.Decide("other", false))))
          .isInstanceOf(RuntimeException.class);
    }
  }

  private void assertOutcome(boolean committed) {
    patiently()
        .untilAsserted(
            () -> {
              SubscriptionStats acked = stats(in);
              SubscriptionStats published = stats(out);
              assertThat(acked.acked()).isEqualTo(committed ? 2 : 0);
              assertThat(published.ready()).isEqualTo(committed ? 3 : 0);
            });
  }

  @Test
  void theFrontHasItDoneOnce() {
    Transaction transaction =
        new Transaction(
            "t", leased(), List.of(new Transaction.Publish(out.name(), messages("x", "y", "z"))));
    Transaction.Done done = get(one.front().transact(transaction));
    assertThat(done.published().get(0)).hasSize(3);
    assertThat(get(one.front().transact(transaction)).published()).isEqualTo(done.published());
    assertOutcome(true);
    assertThat(one.shards().health()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "0, true",
    "1, false",
    "1, true",
    "2, false",
    "2, true",
    "3, false",
    "3, true"
  })
  void ownersThatAreLostBetweenTwoStepsAgreeInTheEnd(int step, boolean coordinator) {
    TopicView lost = coordinator ? in : out;
    Part acks = acks(leased());
    lose(lost, step == 0);
    ask(in, new ShardCommand.Prepare("t", shardOf(in), acks));
    ask(out, new ShardCommand.Prepare("t", shardOf(in), publishes()));
    lose(lost, step == 1);
    ShardReply decided = ask(in, new ShardCommand.Decide("t", true));
    assertThat(decided).isEqualTo(new ShardReply.Decided(true));
    lose(lost, step == 2);
    ask(in, new ShardCommand.Resolve("t", true));
    lose(lost, step == 3);
    // Nobody tells the other shard: it asks.
    assertOutcome(true);
  }

  @Test
  void whatNobodyDecidesIsGivenUpByAllAndItsLeasesGoOn() {
    List<Settlement> acks = leased();
    ask(in, new ShardCommand.Prepare("t", shardOf(in), acks(acks)));
    ask(out, new ShardCommand.Prepare("t", shardOf(in), publishes()));
    assertThat(get(one.front().settle(acks))).containsOnly(Settlement.Outcome.IN_TRANSACTION);
    Instance two = fixture.instance("two");
    get(two.shards().follow());
    for (int shard = 0; shard < BrokerFixture.SHARDS; shard++) {
      fixture.move(shard, one, two);
    }
    one = two;
    patiently()
        .untilAsserted(
            () ->
                assertThat(get(one.front().settle(acks)))
                    .doesNotContain(Settlement.Outcome.IN_TRANSACTION));
    assertThat(ask(in, new ShardCommand.Decide("t", true)))
        .isEqualTo(new ShardReply.Decided(false));
    assertThat(stats(in).acked()).isEqualTo(2);
    assertThat(stats(out).ready()).isZero();
  }

  @Test
  void withoutRoomNothingIsPromisedButWhatWasPromisedIsDone() {
    Part acks = acks(leased());
    fixture.log.freeBytes = 10;
    assertThatThrownBy(() -> ask(out, new ShardCommand.Prepare("t", shardOf(in), publishes())))
        .hasMessageContaining("no room");
    assertThatThrownBy(() -> ask(out, new ShardCommand.Transact("u", publishes())))
        .hasMessageContaining("no room");
    fixture.log.freeBytes = Long.MAX_VALUE;
    ask(in, new ShardCommand.Prepare("t", shardOf(in), acks));
    ask(out, new ShardCommand.Prepare("t", shardOf(in), publishes()));
    ask(in, new ShardCommand.Decide("t", true));
    fixture.log.freeBytes = 10;
    ask(in, new ShardCommand.Resolve("t", true));
    ask(out, new ShardCommand.Resolve("t", true));
    fixture.log.freeBytes = Long.MAX_VALUE;
    assertOutcome(true);
  }

  @Test
  void manyTransactionsAtOnceKeepEveryMessageOnce() {
    List<Settlement> acks = leased();
    List<Future<Transaction.Done>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(
          one.front()
              .transact(
                  new Transaction(
                      "t" + i,
                      acks.subList(i % 2, i % 2 + 1),
                      List.of(new Transaction.Publish(out.name(), messages("x"))))));
    }
    patiently().until(() -> all.stream().allMatch(Future::isComplete));
    assertThat(all.stream().filter(Future::succeeded)).hasSize(2);
    assertThat(stats(in).acked()).isEqualTo(2);
    assertThat(stats(out).ready()).isEqualTo(2);
  }
}
