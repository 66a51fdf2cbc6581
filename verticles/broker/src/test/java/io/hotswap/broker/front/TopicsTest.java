package io.hotswap.broker.front;

import static io.hotswap.broker.front.FrontFixture.deadLetter;
import static io.hotswap.broker.front.FrontFixture.get;
import static io.hotswap.broker.front.FrontFixture.messages;
import static io.hotswap.broker.front.FrontFixture.queueWith;
import static io.hotswap.broker.front.FrontFixture.refused;
import static io.hotswap.broker.front.FrontFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private final FrontFixture f = new FrontFixture();

  @Test
  void aTopicIsMadeKnownToAllItsPartitions() {
    TopicView topic = f.queue("q", 3);
    for (int p = 0; p < 3; p++) {
      assertThat(f.shards.partition(topic, p)).isNotNull();
    }
    assertThat(get(f.front.topic("q"))).isEqualTo(topic);
    assertThat(get(f.front.createTopic("q", settings(TopicType.Queue, 3))).created()).isFalse();
    refused(f.front.createTopic("q", settings(TopicType.Queue, 4)), ErrorCode.TopicExists);
    assertThat(get(f.front.status()).version()).isEqualTo("test");
  }

  @Test
  void aCopyThatIsBehindIsNoRefusal() {
    f.shards.viewFollows = false;
    TopicView topic = f.queue("q", 1);
    assertThat(get(f.front.topic("q"))).isEqualTo(topic);
    assertThat(get(f.front.topicOf(new MessageId(topic.uid(), 0, 3)))).isEqualTo(topic);
    refused(f.front.topic("other"), ErrorCode.TopicNotFound);
    refused(f.front.topicOf(new MessageId(topic.uid(), 1, 0)), ErrorCode.MessageNotFound);
    refused(f.front.topicOf(new MessageId(99, 0, 0)), ErrorCode.MessageNotFound);
  }

  @ParameterizedTest
  @CsvSource({
    "x.dlq, Queue, LoadBalanced, BadRequest",
    "x.DLQ, Queue, LoadBalanced, BadRequest",
    "x, Queue, Fastest, BadRequest",
    "x, Queue, FanOut, Conflict",
    "x, Queue, ContentBased, Conflict",
  })
  void aTopicThatCannotBeIsRefused(String name, TopicType type, String strategy, ErrorCode code) {
    refused(f.front.createTopic(name, settings(type, 1, strategy)), code);
    assertThat(f.shards.registry).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "taken", "theirs", "other.dlq"})
  void deadLettersDoNotGoWhereSomethingElseIs(String queue) {
    f.queue("taken", 1);
    get(f.front.createTopic("y", queueWith(deadLetter("theirs"))));
    refused(f.front.createTopic("x", queueWith(deadLetter(queue))), ErrorCode.Conflict);
    assertThat(f.shards.registry).doesNotContainKey("x");
  }

  @Test
  void aNameOfDeadLettersIsNoTopicsName() {
    get(f.front.createTopic("x", queueWith(deadLetter("morgue"))));
    refused(f.front.createTopic("morgue", settings(TopicType.Queue, 1)), ErrorCode.Conflict);
    refused(f.front.createTopic("z", queueWith(deadLetter("a b"))), ErrorCode.BadRequest);
    assertThat(get(f.front.createTopic("x", queueWith(deadLetter("morgue")))).created()).isFalse();
    assertThat(get(f.front.createTopic("y", queueWith(deadLetter("y.dlq")))).created()).isTrue();
    assertThat(get(f.front.topic("y.dlq")).holdsDeadLetters()).isTrue();
  }

  @Test
  void aDeadLetterTopicIsThereBeforeItsFirstEntry() {
    TopicView topic = f.queue("q", 2);
    TopicView dead = get(f.front.topic("q.dlq"));
    assertThat(dead).isEqualTo(topic.deadLetterTopic());
    assertThat(get(f.front.topicOf(new MessageId(dead.uid(), 1, 0)))).isEqualTo(dead);
    assertThat(get(f.front.topics())).containsExactly(topic);
    assertThat(f.consume("q.dlq", null, 5)).isEmpty();

    f.shards.die(topic, 1, messages(1), 0);
    assertThat(get(f.front.topics())).containsExactly(topic, dead);
    assertThat(f.consume("q.dlq", null, 5)).hasSize(1);
    assertThat(get(f.front.message(new MessageId(dead.uid(), 1, 0))).topic()).isEqualTo(dead);
  }

  @Test
  void withoutDeadLettersThereIsNoTopicForThem() {
    get(f.front.createTopic("q", queueWith(TopicSettings.DeadLetter.OFF)));
    refused(f.front.topic("q.dlq"), ErrorCode.TopicNotFound);
    refused(f.front.topic("nothing.dlq"), ErrorCode.TopicNotFound);
  }

  @Test
  void aDeadLetterTopicIsNeitherChangedNorDeletedNorPublishedTo() {
    f.queue("q", 1);
    refused(f.front.updateTopic("q.dlq", settings(TopicType.Queue, 1)), ErrorCode.Conflict);
    refused(f.front.deleteTopic("q.dlq", true), ErrorCode.Conflict);
    refused(f.front.publish("q.dlq", messages(1)), ErrorCode.Conflict);
  }

  @Test
  void anUpdateReachesPartitionsAndDeadLetters() {
    TopicView topic = f.queue("q", 2);
    f.shards.die(topic, 0, messages(1), 0);
    TopicSettings changed = queueWith(new TopicSettings.DeadLetter(true, null, true, 5));
    TopicView updated = get(f.front.updateTopic("q", changed));
    assertThat(updated.version()).isEqualTo(2);
    assertThat(f.shards.partition(topic, 1).topic).isEqualTo(updated);
    assertThat(f.shards.partition(topic.deadLetterTopic(), 0).topic.settings().ttlMillis())
        .isEqualTo(5);
    assertThat(get(f.front.topic("q.dlq")).settings().ttlMillis()).isEqualTo(5);
    refused(f.front.updateTopic("q", queueWith(deadLetter("far"))), ErrorCode.Conflict);
    refused(f.front.updateTopic("none", changed), ErrorCode.TopicNotFound);
  }

  @Test
  void deletingNeedsForceWhileThereIsBacklog() {
    TopicView topic = f.queue("q", 2);
    get(f.front.publish("q", messages(3)));
    assertThat(refused(f.front.deleteTopic("q", false), ErrorCode.TopicHasBacklog))
        .hasMessageContaining("(expected: 0, or force)");
    get(f.front.deleteTopic("q", true));
    refused(f.front.topic("q"), ErrorCode.TopicNotFound);
    assertThat(f.shards.partition(topic, 0)).isNull();
    assertThat(f.shards.partition(topic, 1)).isNull();
    refused(f.front.deleteTopic("q", true), ErrorCode.TopicNotFound);
  }

  @Test
  void deadLettersGoWithTheirTopic() {
    TopicView topic = f.queue("q", 2);
    f.shards.die(topic, 1, messages(2), 0);
    assertThat(refused(f.front.deleteTopic("q", false), ErrorCode.TopicHasBacklog))
        .hasMessageContaining("dead letters");
    get(f.front.deleteTopic("q", true));
    assertThat(f.shards.registry).isEmpty();
    assertThat(f.shards.partition(topic.deadLetterTopic(), 1)).isNull();
  }

  @Test
  void whatComesBackWhileATopicIsDeletedIsSwept() {
    TopicView topic = f.queue("q", 1);
    Promise<ShardReply> held = f.shards.hold(ShardCommand.DeleteTopic.class);
    var deleting = f.front.deleteTopic("q", false);
    get(f.front.publish("q", messages(1)));
    assertThat(f.shards.partition(topic, 0)).isNotNull();
    f.shards.registry.remove("q");
    held.complete(new ShardReply.Done());
    get(deleting);
    assertThat(f.shards.partition(topic, 0)).isNull();
  }

  @Test
  void anInterruptedDeletionCanBeRepeated() {
    f.queue("q", 2);
    f.shards.fail(ShardCommand.DeleteTopic.class, ErrorCode.OutcomeUnknown);
    refused(f.front.deleteTopic("q", false), ErrorCode.OutcomeUnknown);
    get(f.front.deleteTopic("q", false));
    assertThat(f.shards.registry).isEmpty();
  }

  @Test
  void aDeletionThatBeganIsNoRefusal() {
    f.queue("q", 2);
    f.shards.failWhere(
        (shard, command) -> command instanceof ShardCommand.Drop c && c.partition() == 1,
        ErrorCode.Unavailable);
    assertThat(refused(f.front.deleteTopic("q", false), ErrorCode.OutcomeUnknown))
        .hasMessageContaining("delete it again");
    f.shards.fail(ShardCommand.DeleteTopic.class, ErrorCode.Unavailable);
    refused(f.front.deleteTopic("q", false), ErrorCode.OutcomeUnknown);
    get(f.front.deleteTopic("q", false));
    assertThat(f.shards.registry).isEmpty();
    f.queue("p", 1);
    f.shards.fail(ShardCommand.Drop.class, ErrorCode.Unavailable);
    refused(f.front.deleteTopic("p", false), ErrorCode.Unavailable);
  }

  @Test
  void aSweepThatFailsDoesNotBringTheTopicBack() {
    TopicView topic = f.queue("q", 1);
    f.shards.failWhere(
        (shard, command) ->
            command instanceof ShardCommand.Drop && !f.shards.registry.containsKey("q"),
        ErrorCode.Unavailable);
    get(f.front.deleteTopic("q", false));
    refused(f.front.topic(topic.name()), ErrorCode.TopicNotFound);
  }

  @Test
  void aShardThatForgotIsToldAgain() {
    TopicView topic = f.queue("q", 1);
    f.shards.forget(topic, 0);
    assertThat(get(f.front.publish("q", messages(1)))).hasSize(1);
    f.shards.fail(ShardCommand.Publish.class, ErrorCode.Moved);
    assertThat(get(f.front.publish("q", messages(1)))).hasSize(1);
    f.shards.fail(ShardCommand.Publish.class, ErrorCode.Unavailable);
    refused(f.front.publish("q", messages(1)), ErrorCode.Unavailable);
  }

  @Test
  void anOldCopyDoesNotBringADeletedTopicBack() {
    TopicView topic = f.queue("q", 1);
    f.shards.forget(topic, 0);
    Promise<ShardReply> held = f.shards.hold(ShardCommand.Publish.class);
    var publishing = f.front.publish("q", messages(1));
    get(f.front.deleteTopic("q", true));
    held.fail(Topics.topicNotFound("q"));
    refused(publishing, ErrorCode.TopicNotFound);
    assertThat(f.shards.partition(topic, 0)).isNull();
  }

  /** On a node whose copy of the registry is behind. */
  @Test
  void whatIsMadeAnewUnderAnOldNameIsFound() {
    TopicView first = f.queue("q", 1);
    f.shards.viewFollows = false;
    get(f.front.deleteTopic("q", true));
    refused(f.front.publish("q", messages(1)), ErrorCode.TopicNotFound);
    assertThat(f.shards.partition(first, 0)).isNull();
    TopicView second = f.queue("q", 1);
    assertThat(second.uid()).isNotEqualTo(first.uid());
    assertThat(get(f.front.publish("q", messages(2))))
        .extracting(Published::topicUid)
        .containsOnly(second.uid());
    assertThat(get(f.front.stats("q")).published()).isEqualTo(2);
    assertThat(f.shards.partition(first, 0)).isNull();
  }

  @Test
  void statsAreSummed() {
    f.pubSub("t", 2);
    get(f.front.createSubscription("t", "g", StartAt.EARLIEST, SubscriptionSettings.DEFAULT));
    get(f.front.publish("t", messages(5)));
    f.consume("t", "g", 2);
    TopicStats stats = get(f.front.stats("t"));
    assertThat(stats)
        .extracting(
            TopicStats::topicName,
            TopicStats::published,
            TopicStats::retainedBytes,
            TopicStats::scheduled,
            TopicStats::duplicates,
            TopicStats::unroutable)
        .containsExactly("t", 5L, 50L, 2L, 4L, 6L);
    assertThat(stats.subscriptions()).hasSize(1);
    assertThat(stats.subscriptions().get(0).entered()).isEqualTo(5);
    assertThat(stats.subscriptions().get(0).leased()).isEqualTo(2);
  }

  @Test
  void answersComeOnTheCallersContext() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      f.queue("q", 1);
      Promise<ShardReply> held = f.shards.hold(ShardCommand.Publish.class);
      Promise<List<Context>> seen = Promise.promise();
      Promise<Void> asked = Promise.promise();
      Context caller = vertx.getOrCreateContext();
      caller.runOnContext(
          turn -> {
            f.front
                .publish("q", messages(1))
                .onComplete(done -> seen.complete(List.of(caller, Vertx.currentContext())));
            asked.complete();
          });
      asked.future().await(10, TimeUnit.SECONDS);
      held.fail(Topics.messageNotFound(new MessageId(1, 0, 0)));
      List<Context> contexts = seen.future().await(10, TimeUnit.SECONDS);
      assertThat(contexts.get(0)).isSameAs(contexts.get(1));
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
