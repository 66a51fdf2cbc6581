package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.LogException.Kind;
import io.hotswap.contracts.message.Hashing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An owner in a cluster, whose lease may be over before it knows. */
class OwnerLeaseTest {
  private static final long LONG_NANOS = 30_000_000_000L;

  private final BrokerFixture fixture = new BrokerFixture();
  private Instance node;
  private BrokerPort broker;
  private TopicView topic;

  @BeforeEach
  void serve() {
    fixture.clustered = true;
    node = fixture.instance("node");
    fixture.serve(node);
    broker = node.front();
    topic = create("q", Guarantee.AtLeastOnce);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private TopicView create(String name, Guarantee guarantee) {
    TopicSettings q = settings(TopicType.Queue, 1, Ordering.None);
    return get(broker.createTopic(
            name,
            new TopicSettings(
                q.type(),
                guarantee,
                q.routingStrategy(),
                q.partitions(),
                q.replicationFactor(),
                q.ordering(),
                q.ackDeadlineMillis(),
                q.maxDeliveries(),
                q.backoff())))
        .topic();
  }

  private static void assertCode(Future<?> future, ErrorCode code) {
    assertThatThrownBy(() -> get(future))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code));
  }

  /** As a process that is stopped and goes on: what came meanwhile is there at once. */
  private void standStill() {
    fixture.nanos.addAndGet(LONG_NANOS);
  }

  @Test
  void whatWasHeldForTooLongIsNotAnswered() {
    get(broker.publish("q", messages("1")));
    Promise<Void> gate = Promise.promise();
    fixture.log.appendGate = gate.future();
    fixture.log.renewFault = Kind.OUTCOME_UNKNOWN;
    Future<List<Published>> stored = broker.publish("q", messages("2"));
    Future<ConsumeReply> delivered = broker.consume(pull("q", null, "c", 10));
    decided();
    Future<ShardReply> read = raw(new ShardCommand.Stats(topic.uid(), 0));
    decided();
    standStill();
    gate.complete();
    assertCode(stored, ErrorCode.OutcomeUnknown);
    assertCode(delivered, ErrorCode.OutcomeUnknown);
    assertCode(read, ErrorCode.Moved);
  }

  private Future<ShardReply> raw(ShardCommand command) {
    return node.shards().ask(shard(), command);
  }

  private int shard() {
    return Hashing.shardOf(topic.placement(), 0, BrokerFixture.SHARDS);
  }

  /** What was asked before has had its turn: one turn takes it in, the next decides. */
  private void decided() {
    get(node.shards().follow(shard()));
    get(node.shards().follow(shard()));
  }

  @Test
  void aLeaseThatIsOnlyLateIsRenewedAndWhatWaitsGoesOn() {
    fixture.log.renewFault = Kind.OUTCOME_UNKNOWN;
    standStill();
    Future<List<Published>> first = broker.publish("q", messages("1"));
    Future<List<Published>> second = broker.publish("q", messages("2"));
    patiently().until(() -> fixture.log.refusedRenewals() > 1 || advance(50_000_000L));
    assertThat(first.isComplete()).isFalse();
    fixture.log.renewFault = null;
    patiently().until(() -> second.isComplete() || advance(50_000_000L));
    assertThat(get(first).get(0).offset()).isZero();
    assertThat(get(second).get(0).offset()).isEqualTo(1);
    patiently().until(() -> node.shards().epoch(0) == 1 || advance(1_000_000L));
  }

  @Test
  void whatWaitsForALeaseWaitsForSoLongOnly() {
    fixture.log.renewFault = Kind.OUTCOME_UNKNOWN;
    standStill();
    Future<List<Published>> waits = broker.publish("q", messages("1"));
    patiently().until(() -> waits.isComplete() || advance(500_000_000L));
    assertCode(waits, ErrorCode.Unavailable);
    fixture.log.renewFault = null;
    patiently().until(() -> !advance(100_000_000L) && published());
  }

  private boolean published() {
    Future<List<Published>> one = broker.publish("q", messages("2"));
    patiently().until(() -> one.isComplete() || advance(50_000_000L));
    return one.succeeded();
  }

  /** False, so that who waits looks again. */
  private boolean advance(long nanos) {
    fixture.nanos.addAndGet(nanos);
    return false;
  }

  @Test
  void nothingIsAnsweredBeforeItIsDurable() {
    create("once", Guarantee.AtMostOnce);
    get(broker.publish("q", messages("1")));
    Promise<Void> gate = Promise.promise();
    fixture.log.appendGate = gate.future();
    Future<ConsumeReply> delivered = broker.consume(pull("q", null, "c", 10));
    Future<List<Published>> fleeting = broker.publish("once", messages("1"));
    patiently().until(() -> fixture.log.gated() >= 2);
    assertThat(delivered.isComplete()).isFalse();
    assertThat(fleeting.isComplete()).isFalse();
    gate.complete();
    assertThat(get(delivered).deliveries()).hasSize(1);
    assertThat(get(fleeting)).hasSize(1);
  }
}
