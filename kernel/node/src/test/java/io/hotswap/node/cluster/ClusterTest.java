package io.hotswap.node.cluster;

import static io.hotswap.node.cluster.Neighbour.await;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private final Claims claims = new Claims();
  private final List<Neighbour> all = new ArrayList<>();
  private List<Integer> ports;

  @BeforeEach
  void ports() throws Exception {
    ports = Neighbour.ports(3);
  }

  @AfterEach
  void close() throws Exception {
    for (Neighbour neighbour : all) {
      neighbour.close();
    }
  }

  private Neighbour join(int index) throws Exception {
    Neighbour neighbour = Neighbour.join("node-" + (index + 1), index, ports, claims);
    all.add(neighbour);
    return neighbour.open().serve();
  }

  private void everyShardAnswersEverywhere() throws Exception {
    for (Neighbour neighbour : all) {
      await(neighbour.cluster.settled());
      for (int shard = 0; shard < Neighbour.SHARDS; shard++) {
        assertThat(neighbour.ask(shard)).isEqualTo(shard);
      }
    }
  }

  private List<String> states(Neighbour at) throws Exception {
    return await(at.cluster.views()).stream()
        .map(view -> view.node().id() + " " + view.state())
        .toList();
  }

  @Test
  void shardsAreSharedAndReachedFromEverywhere() throws Exception {
    Neighbour first = join(0);
    await(first.cluster.settled());
    assertThat(first.owned()).isEqualTo(Neighbour.SHARDS);
    assertThat(first.cluster.unhealthy()).isEmpty();
    Neighbour second = join(1);
    eventually(() -> assertThat(second.owned()).isBetween(3L, 5L));
    eventually(() -> assertThat(first.owned() + second.owned()).isEqualTo(Neighbour.SHARDS));
    everyShardAnswersEverywhere();
    assertThat(first.shards.asked).isNotEmpty();
    assertThat(second.shards.asked).isNotEmpty();
    assertThat(states(second)).containsExactly("node-1 Serving", "node-2 Serving");
    assertThat(first.cluster.mine("a") ^ second.cluster.mine("a")).isTrue();
    eventually(() -> assertThat(second.shards.followed.size()).isLessThanOrEqualTo(5));
  }

  @Test
  void whoLeavesGivesItsShardsAway() throws Exception {
    Neighbour first = join(0);
    Neighbour second = join(1);
    eventually(() -> assertThat(second.owned()).isPositive());
    await(second.cluster.leave(Duration.ofSeconds(30)));
    assertThat(second.owned()).isZero();
    assertThat(first.owned()).isEqualTo(Neighbour.SHARDS);
    everyShardAnswersEverywhere();
    all.remove(second);
    second.close();
    eventually(() -> assertThat(states(first)).containsExactly("node-1 Serving", "node-2 Silent"));
    assertThat(first.cluster.unhealthy()).isEmpty();
  }

  @Test
  void aDeadOnesShardsAreSeizedByTheMajority() throws Exception {
    Neighbour first = join(0);
    Neighbour second = join(1);
    Neighbour third = join(2);
    eventually(() -> assertThat(third.owned()).isPositive());
    eventually(() -> assertThat(states(second)).hasSize(3));
    all.remove(third);
    third.close();
    eventually(() -> assertThat(first.owned() + second.owned()).isEqualTo(Neighbour.SHARDS));
    everyShardAnswersEverywhere();
    assertThat(third.owned()).isZero();
  }

  @Test
  void ofTwoTheOtherWaitsForTheLease() throws Exception {
    Neighbour first = join(0);
    Neighbour second = join(1);
    eventually(() -> assertThat(second.owned()).isPositive());
    all.remove(second);
    second.close();
    eventually(() -> assertThat(first.cluster.unhealthy()).isNotEmpty());
    long before = first.owned();
    assertThat(before).isLessThan(Neighbour.SHARDS);
    claims.expire("node-2");
    eventually(() -> assertThat(first.owned()).isEqualTo(Neighbour.SHARDS));
    everyShardAnswersEverywhere();
  }

  @Test
  void aShardThatCannotBeGivenStaysWhereItIs() throws Exception {
    Neighbour first = join(0);
    await(first.cluster.settled());
    first.shards.unwilling = true;
    Neighbour second = join(1);
    await(second.cluster.settled());
    everyShardAnswersEverywhere();
    assertThat(first.owned()).isEqualTo(Neighbour.SHARDS);
    first.shards.unwilling = false;
    eventually(() -> assertThat(second.owned()).isPositive());
    everyShardAnswersEverywhere();
  }

  @Test
  void asksAndTellsReachOtherNodes() throws Exception {
    Neighbour first = join(0);
    Neighbour second = join(1);
    Peers from = first.cluster.peers();
    Peers to = second.cluster.peers();
    eventually(() -> assertThat(from.nodes()).containsExactly("node-1", "node-2"));
    AtomicInteger told = new AtomicInteger();
    to.answer(
        "test",
        (node, body) -> {
          told.incrementAndGet();
          return switch (body.toString()) {
            case "refuse" -> Future.failedFuture(Problem.of(ErrorCode.Conflict, "no"));
            case "hang" -> Future.future(promise -> {});
            default -> Future.succeededFuture(Buffer.buffer(node + " " + body));
          };
        });
    Duration limit = Duration.ofSeconds(30);
    assertThat(await(from.ask("node-2", "test", Buffer.buffer("x"), limit)).toString())
        .isEqualTo("node-1 x");
    assertThat(await(to.ask("node-2", "test", Buffer.buffer("y"), limit)).toString())
        .isEqualTo("node-2 y");
    assertCode(from.ask("node-2", "test", Buffer.buffer("refuse"), limit), ErrorCode.Conflict);
    assertCode(from.ask("node-2", "nothing", Buffer.buffer(), limit), ErrorCode.Unavailable);
    assertCode(from.ask("node-9", "test", Buffer.buffer(), limit), ErrorCode.Unavailable);
    assertCode(
        from.ask("node-2", "test", Buffer.buffer("hang"), Duration.ofMillis(50)),
        ErrorCode.OutcomeUnknown);
    from.tell("test", Buffer.buffer("told"));
    eventually(() -> assertThat(told.get()).isEqualTo(5));
    Future<Buffer> underWay = from.ask("node-2", "test", Buffer.buffer("hang"), limit);
    all.remove(second);
    second.close();
    assertCode(underWay, ErrorCode.OutcomeUnknown);
    assertThatThrownBy(() -> from.answer("beat", (node, body) -> null))
        .hasMessageContaining("twice");
  }

  private static void assertCode(Future<Buffer> future, ErrorCode code) {
    assertThatThrownBy(() -> await(future))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
  }

  @Test
  void signalsWakeWhoWaitsElsewhere() throws Exception {
    Neighbour first = join(0);
    Neighbour second = join(1);
    eventually(() -> assertThat(first.cluster.peers().nodes()).hasSize(2));
    AtomicInteger woken = new AtomicInteger();
    WaitKey key = WaitKey.subscription(7, "g");
    AutoCloseable ear = second.parking.listen(key, woken::incrementAndGet);
    eventually(
        () -> {
          first.cluster.signals().signal(key, 1);
          assertThat(woken.get()).isPositive();
        });
    ear.close();
  }

  @Test
  void turnsAwayWhoHasTheWrongSecretOrATakenId() throws Exception {
    Neighbour first = join(0);
    await(first.cluster.settled());
    Neighbour stranger =
        Neighbour.join(
            "node-2",
            1,
            ports,
            "another secret!!",
            new FakeShards("node-2", Neighbour.SHARDS, claims));
    all.add(stranger);
    assertThatThrownBy(stranger::open)
        .hasCauseInstanceOf(ConfigException.class)
        .hasMessageContaining("cluster.secret");
    Neighbour twin = Neighbour.join("node-1", 2, ports, claims);
    all.add(twin);
    assertThatThrownBy(twin::open)
        .hasCauseInstanceOf(ConfigException.class)
        .hasMessageContaining("node.id: node-1");
    assertThat(first.owned()).isEqualTo(Neighbour.SHARDS);
  }

  @Test
  void refusesAnotherNumberOfShards() throws Exception {
    Neighbour first = join(0);
    await(first.cluster.settled());
    Neighbour second = Neighbour.join("node-2", 1, ports, claims).open();
    all.add(second);
    assertThatThrownBy(
            () ->
                await(
                    second.strand.call(
                        () -> {
                          second.cluster.serve(9, Optional::empty, () -> null);
                          return Future.succeededFuture();
                        })))
        .hasCauseInstanceOf(ConfigException.class)
        .hasMessageContaining("store shards: 9 (expected: 8, as node-1 has)");
  }

  @Test
  void showsItselfToo() throws Exception {
    Neighbour only = join(0);
    List<MemberView> views = await(only.cluster.views());
    assertThat(views).hasSize(1);
    assertThat(views.get(0).roles()).containsExactly("broker", "gateway");
  }

  @Test
  void whomTheStoreDoesNotAnswerGetsNoShards() throws Exception {
    Neighbour first = join(0);
    Neighbour second = join(1);
    eventually(() -> assertThat(second.owned()).isPositive());
    second.trouble = Optional.of("log store: not reached");
    eventually(() -> assertThat(first.owned()).isEqualTo(Neighbour.SHARDS));
    assertThat(second.cluster.unhealthy().toString()).contains("store does not answer");
    eventually(() -> assertThat(states(first)).contains("node-2 Stranded"));
    everyShardAnswersEverywhere();
    second.trouble = Optional.empty();
    eventually(() -> assertThat(second.owned()).isPositive());
    everyShardAnswersEverywhere();
  }

  @Test
  void whatSomebodyUnheardHoldsIsSeizedAfterAWhile() throws Exception {
    claims.claim(5, "cut off", false);
    Neighbour first = join(0);
    eventually(() -> assertThat(first.owned()).isEqualTo(Neighbour.SHARDS - 1));
    join(1);
    everyShardAnswersEverywhere();
  }
}
