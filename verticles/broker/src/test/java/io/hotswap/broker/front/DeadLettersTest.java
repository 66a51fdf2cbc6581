package io.hotswap.broker.front;

import static io.hotswap.broker.front.FrontFixture.get;
import static io.hotswap.broker.front.FrontFixture.messages;
import static io.hotswap.broker.front.FrontFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.DeadLetters.Page;
import io.hotswap.contracts.broker.DeadLetters.Query;
import io.hotswap.contracts.broker.DeadLetters.Replay;
import io.hotswap.contracts.broker.DeadLetters.Replayed;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
  private final FrontFixture f = new FrontFixture();
  private TopicView topic;

  @BeforeEach
  void create() {
    topic = f.queue("q", 3);
  }

  private void die(int partition, int count) {
    f.shards.die(topic, partition, messages(count), f.clock.millis());
  }

  private static Replay all(int rate) {
    return new Replay(Query.ALL, 0, rate, false);
  }

  @Test
  void beforeTheFirstEntryTheListIsEmpty() {
    assertThat(get(f.front.deadLetters("q", Query.ALL, null, 10)))
        .isEqualTo(new Page(List.of(), null));
    assertThat(get(f.front.replay("q", all(0)))).isEqualTo(new Replayed(0, 0, List.of()));
    refused(f.front.deadLetters("none", Query.ALL, null, 10), ErrorCode.TopicNotFound);
  }

  @Test
  void pagesGoOverPartitions() {
    die(0, 3);
    die(2, 4);
    List<MessageId> seen = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      Page page = get(f.front.deadLetters("q", Query.ALL, cursor, 2));
      page.entries().forEach(e -> seen.add(e.id()));
      cursor = page.next();
      pages++;
    } while (cursor != null);
    assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    assertThat(seen).extracting(MessageId::partition).containsExactly(0, 0, 0, 2, 2, 2, 2);
    assertThat(pages).isEqualTo(4);
    assertThat(get(f.front.deadLetters("q.dlq", Query.ALL, null, 100)).entries()).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "!!", "OTk5OjA", "MDotMQ"})
  void aForeignCursorIsRefused(String cursor) {
    refused(f.front.deadLetters("q", Query.ALL, cursor, 2), ErrorCode.BadRequest);
  }

  @Test
  void aPageHasBounds() {
    refused(f.front.deadLetters("q", Query.ALL, null, 0), ErrorCode.BadRequest);
    refused(f.front.deadLetters("q", Query.ALL, null, 1001), ErrorCode.BadRequest);
  }

  @Test
  void aSearchThatFindsLittleEndsWithACursor() {
    Promise<ShardReply> held = f.shards.hold(ShardCommand.ListDead.class);
    Future<Page> page = f.front.deadLetters("q", Query.ALL, null, 5);
    for (int step = 1; step < 250; step++) {
      Promise<ShardReply> answered = held;
      held = f.shards.hold(ShardCommand.ListDead.class);
      answered.complete(new ShardReply.Dead(List.of(), step));
    }
    held.complete(new ShardReply.Dead(List.of(), 250));
    assertThat(get(page).entries()).isEmpty();
    assertThat(get(page).next()).isNotNull();
    int before = f.shards.all(ShardCommand.ListDead.class).size();
    get(f.front.deadLetters("q", Query.ALL, get(page).next(), 5));
    assertThat(f.shards.all(ShardCommand.ListDead.class).get(before).from()).isEqualTo(250);
  }

  @Test
  void aShardThatDoesNotGetOnIsABug() {
    Promise<ShardReply> held = f.shards.hold(ShardCommand.ListDead.class);
    Future<Page> page = f.front.deadLetters("q", Query.ALL, null, 5);
    held.complete(new ShardReply.Dead(List.of(), 0));
    assertThat(page.cause()).isInstanceOf(IllegalStateException.class);
    Promise<ShardReply> moving = f.shards.hold(ShardCommand.ReplayDead.class);
    Future<Replayed> replayed = f.front.replay("q", all(0));
    moving.complete(new ShardReply.Replayed(new Replayed(0, 0, List.of()), 0));
    assertThat(replayed.cause()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void allComeBack() {
    die(0, 25);
    die(1, 5);
    Replayed done = get(f.front.replay("q", all(0)));
    assertThat(done.matched()).isEqualTo(30);
    assertThat(done.replayed()).isEqualTo(30);
    assertThat(done.messageIds()).hasSize(30);
    assertThat(f.shards.partition(topic, 0).messages).hasSize(25);
    assertThat(get(f.front.deadLetters("q", Query.ALL, null, 10)).entries()).isEmpty();
  }

  @Test
  void aLimitHoldsOverPartitions() {
    die(0, 3);
    die(1, 3);
    Replayed done = get(f.front.replay("q", new Replay(Query.ALL, 4, 0, false)));
    assertThat(done.replayed()).isEqualTo(4);
    assertThat(get(f.front.deadLetters("q", Query.ALL, null, 10)).entries()).hasSize(2);
    refused(f.front.replay("q", new Replay(Query.ALL, -1, 0, false)), ErrorCode.BadRequest);
    refused(f.front.replay("q", new Replay(Query.ALL, 0, -1, false)), ErrorCode.BadRequest);
  }

  @Test
  void aDryRunOnlyCounts() {
    die(0, 12);
    die(2, 1);
    Replayed done = get(f.front.replay("q", new Replay(Query.ALL, 0, 1, true)));
    assertThat(done).isEqualTo(new Replayed(13, 0, List.of()));
    assertThat(f.timers.waiting()).isZero();
    assertThat(get(f.front.deadLetters("q", Query.ALL, null, 100)).entries()).hasSize(13);
  }

  @Test
  void onlySomeByTheirIds() {
    die(1, 3);
    MessageId second = new MessageId(topic.deadLetterTopic().uid(), 1, 1);
    Query one = new Query(null, null, 0, 0, List.of(second));
    assertThat(get(f.front.replay("q", new Replay(one, 0, 0, false))).replayed()).isEqualTo(1);
  }

  @Test
  void whatFailsAgainMeanwhileStays() {
    die(0, 2);
    Promise<ShardReply> held = f.shards.hold(ShardCommand.ReplayDead.class);
    Future<Replayed> replaying = f.front.replay("q", all(0));
    f.clock.advance(Duration.ofSeconds(1));
    die(1, 1);
    held.complete(new ShardReply.Replayed(new Replayed(2, 2, List.of()), -1));
    assertThat(get(replaying).replayed()).isEqualTo(2);
    assertThat(f.shards.partition(topic.deadLetterTopic(), 1).diedAt).hasSize(1);
    Query early = new Query(null, null, 0, 5, List.of());
    assertThat(get(f.front.replay("q", new Replay(early, 0, 0, false))).matched()).isZero();
  }

  @Test
  void aRatePaces() {
    f.timers.atOnce = true;
    die(0, 40);
    long begin = f.timers.nanos();
    assertThat(get(f.front.replay("q", all(20))).replayed()).isEqualTo(40);
    assertThat(Duration.ofNanos(f.timers.nanos() - begin).toMillis()).isBetween(1_900L, 2_100L);
    assertThat(f.shards.all(ShardCommand.ReplayDead.class)).hasSize(22);
  }

  @Test
  void aCallEndsInTimeAndTheNextGoesOn() {
    f.timers.atOnce = true;
    die(0, 50);
    Replayed part = get(f.front.replay("q", all(1)));
    assertThat(part.replayed()).isEqualTo(30);
    assertThat(get(f.front.replay("q", all(1))).replayed()).isEqualTo(20);
  }

  @Test
  void aFailureBeforeAnythingMovedIsARefusal() {
    die(0, 5);
    f.shards.fail(ShardCommand.ReplayDead.class, ErrorCode.Unavailable);
    refused(f.front.replay("q", all(0)), ErrorCode.Unavailable);
  }

  @Test
  void aFailureAfterwardsSaysWhatMoved() {
    die(0, 5);
    die(1, 5);
    f.shards.failWhere(
        (shard, command) -> command instanceof ShardCommand.ReplayDead r && r.partition() == 1,
        ErrorCode.Unavailable);
    assertThat(refused(f.front.replay("q", all(0)), ErrorCode.OutcomeUnknown))
        .hasMessage("5 dead letters were brought back; then: scripted Unavailable");
  }

  @Test
  void anAnswerNamesTheFirstThousand() {
    die(0, 1_200);
    Replayed done = get(f.front.replay("q", all(0)));
    assertThat(done.replayed()).isEqualTo(1_200);
    assertThat(done.messageIds()).hasSize(1_000);
  }

  @Test
  void deadLettersOfATopicThatIsGone() {
    die(0, 1);
    f.shards.registry.remove("q");
    f.shards.view.accept(List.copyOf(f.shards.registry.values()));
    refused(f.front.deadLetters("q.dlq", Query.ALL, null, 1), ErrorCode.TopicNotFound);
    assertThat(get(f.front.topic("q.dlq"))).isEqualTo(topic.deadLetterTopic());
  }

  @Test
  void entriesAreTheOriginals() {
    die(0, 1);
    DeadLetters.Entry entry = get(f.front.deadLetters("q", Query.ALL, null, 1)).entries().get(0);
    assertThat(entry.record().remaining()).isPositive();
  }
}
