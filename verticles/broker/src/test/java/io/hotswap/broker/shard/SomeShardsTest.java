package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.BrokerStatus.ShardStatus;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.log.LogException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions on two nodes, each of which knows some of the shards only. */
class SomeShardsTest {
  private final BrokerFixture fixture = new BrokerFixture();
  private Instance here;
  private Instance there;

  @BeforeEach
  void begin() {
    fixture.clustered = true;
    here = fixture.instance("here");
    there = fixture.instance("there");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static ShardSet shards(Instance instance) {
    return instance.shards();
  }

  private void own(Instance node, int... shards) {
    for (int shard : shards) {
      get(shards(node).follow(shard));
      get(shards(node).take(shard, false));
      fixture.route(shard, node);
    }
  }

  @Test
  void aShardIsFollowedTakenHandedOverAndDropped() {
    ShardSet shards = shards(here);
    assertThat(shards.status()).isEmpty();
    assertThat(shards.epoch(2)).isZero();
    assertThatThrownBy(() -> get(shards.take(2, true))).hasMessageContaining("expected: STANDBY");
    get(shards.follow(2));
    get(shards.follow(2));
    assertThat(shards.status()).containsExactly(new ShardStatus(2, 0, "standby"));
    assertThat(get(shards.take(2, false))).isEqualTo(1);
    assertThat(shards.epoch(2)).isEqualTo(1);
    assertThat(shards.status()).containsExactly(new ShardStatus(2, 1, "owner"));
    get(shards.follow(2));
    assertThatThrownBy(() -> get(shards.drop(2))).hasMessageContaining("OWNER");
    get(shards.handOver(2));
    assertThat(shards.epoch(2)).isZero();
    assertThat(shards.status()).containsExactly(new ShardStatus(2, 1, "standby"));
    get(shards.drop(2));
    get(shards.drop(2));
    assertThat(shards.status()).isEmpty();
    assertThatThrownBy(() -> get(shards.handOver(2))).hasMessageContaining("expected: OWNER");
    get(shards.follow(2));
    assertThat(get(shards.take(2, false))).isEqualTo(2);
    assertThat(shards.health()).isEmpty();
    assertThat(shards.lag()).isZero();
    assertThat(shards.backlog()).isZero();
    get(shards.follow());
    assertThat(shards.status()).hasSize(BrokerFixture.SHARDS);
    get(shards.stop());
    assertThat(shards.epoch(2)).isZero();
    assertThatThrownBy(() -> get(shards.follow(1))).hasMessageContaining("expected: running");
  }

  @Test
  void whoAsksForAnOpeningThatIsUnderWayGetsItsOutcome() {
    ShardSet shards = shards(here);
    own(there, 0, 1, 2, 3);
    get(there.front().createTopic("t", settings(TopicType.Queue, 4, Ordering.None)));
    fixture.log.unreadable = true;
    assertThatThrownBy(() -> get(shards.follow(0))).hasMessageContaining("as told");
    assertThat(shards.status()).isEmpty();
    assertThat(shards.health()).isEmpty();
    fixture.log.unreadable = false;
    Future<Void> first = shards.follow(0);
    Future<Void> second = shards.follow(0);
    get(first);
    get(second);
    assertThat(shards.status()).extracting(ShardStatus::id).containsExactly(0);
  }

  @Test
  void whatIsDroppedWhileItOpensStaysClosed() {
    own(there, 0);
    get(there.front().createTopic("t", settings(TopicType.Queue, 1, Ordering.None)));
    Promise<Void> gate = Promise.promise();
    fixture.log.readGate = gate.future();
    Future<Void> opening = shards(here).follow(0);
    patiently().until(() -> !shards(here).status().isEmpty());
    get(shards(here).drop(0));
    assertThat(shards(here).status()).isEmpty();
    fixture.log.readGate = null;
    Future<Void> again = shards(here).follow(0);
    gate.complete();
    assertThatThrownBy(() -> get(opening)).hasMessageContaining("no longer followed");
    get(again);
    assertThat(shards(here).status()).extracting(ShardStatus::role).containsExactly("standby");
  }

  @Test
  void whoIsFencedOwnsNothingAtOnceAndFollowsWhatCameAfter() {
    own(here, 0, 1, 2, 3);
    get(here.front().createTopic("t", settings(TopicType.Queue, 1, Ordering.None)));
    get(shards(there).follow(0));
    get(shards(there).take(0, true));
    patiently()
        .until(
            () -> {
              fixture.nanos.addAndGet(1_000_000_000L);
              return shards(here).epoch(0) == 0;
            });
    assertThat(shards(there).epoch(0)).isEqualTo(2);
    fixture.route(0, there);
    get(there.front().createTopic("u", settings(TopicType.Queue, 1, Ordering.None)));
    fixture.routeNowhere(0);
    patiently().ignoreExceptions().until(() -> get(here.front().topic("u")).name().equals("u"));
  }

  @Test
  void topicsThatAnotherNodeMakesAreKnownToWhoFollowsTheRegistry() {
    own(there, 0, 1, 2, 3);
    get(there.front().createTopic("before", settings(TopicType.Queue, 2, Ordering.None)));
    get(shards(here).follow(0));
    fixture.routeNowhere(0);
    assertThat(get(here.front().topic("before")).settings().partitions()).isEqualTo(2);
    fixture.route(0, there);
    get(there.front().createTopic("after", settings(TopicType.Queue, 3, Ordering.None)));
    assertThat(get(here.front().publish("after", messages("1", "2")))).hasSize(2);
    fixture.routeNowhere(0);
    patiently()
        .ignoreExceptions()
        .until(() -> get(here.front().topic("after")).settings().partitions() == 3);
    fixture.route(0, there);
    get(there.front().deleteTopic("after", true));
    assertThatThrownBy(() -> get(here.front().publish("after", messages("3"))))
        .hasMessageContaining("does not exist");
  }

  @Test
  void aShardMovesToANodeThatDidNotKnowIt() {
    own(here, 0, 1, 2, 3);
    get(here.front().createTopic("t", settings(TopicType.Queue, 4, Ordering.None)));
    get(here.front().publish("t", messages("1", "2", "3", "4", "5", "6", "7", "8")));
    for (int shard = 1; shard < BrokerFixture.SHARDS; shard++) {
      get(shards(there).follow(shard));
      fixture.move(shard, here, there);
      get(shards(here).drop(shard));
    }
    assertThat(shards(here).status()).extracting(ShardStatus::id).containsExactly(0);
    assertThat(shards(there).status()).extracting(ShardStatus::id).containsExactly(1, 2, 3);
    assertThat(get(there.front().consume(BrokerFixture.pull("t", null, "c", 10))).deliveries())
        .hasSize(8);
    patiently().until(() -> shards(there).backlog() + shards(here).backlog() == 8);
    assertThat(shards(here).health()).isEmpty();
  }

  @Test
  void anOpeningThatFailsAfterAFencingIsTriedAgain() {
    own(here, 1);
    get(shards(there).follow(1));
    fixture.log.unreadable = true;
    fixture.log.renewFault = Kind.FENCED;
    patiently()
        .until(
            () -> {
              fixture.nanos.addAndGet(1_000_000_000L);
              return shards(here).health().isPresent();
            });
    assertThat(shards(here).epoch(1)).isZero();
    fixture.log.renewFault = null;
    fixture.log.unreadable = false;
    get(shards(here).follow(1));
    assertThat(shards(here).health()).isEmpty();
  }
}
