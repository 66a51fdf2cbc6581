package io.hotswap.micro;

import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.decide.MessageSource;
import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.broker.core.decide.Policies;
import io.hotswap.broker.core.decide.Pull;
import io.hotswap.broker.core.decide.Rules;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A shard of one queue with one consumer, without a log; messages are always at hand. */
final class OneShard {
  private static final long UID = 1;
  private static final long NOW = 1_000;
  private static final TopicSettings SETTINGS =
      new TopicSettings(
          TopicSettings.TopicType.Queue,
          TopicSettings.Guarantee.AtLeastOnce,
          "LoadBalanced",
          1,
          1,
          TopicSettings.Ordering.None,
          10_000,
          3,
          new TopicSettings.Backoff(1000, 2, 8000, 0));
  private static final ShardCommand.Consume CONSUME =
      new ShardCommand.Consume(UID, 0, null, "c", Batch.COUNT, 64 << 20, Integer.MAX_VALUE);
  private static final List<LiveConsumer> LIVE =
      List.of(new LiveConsumer("c", 0, Integer.MAX_VALUE, true));

  private final Records records = Batch.records();
  private final List<ByteBuffer> messages = records.toList();
  private final MessageSource atHand =
      new MessageSource() {
        @Override
        public ByteBuffer find(long offset) {
          return messages.get((int) (offset % Batch.COUNT));
        }

        @Override
        public Block block(long offset) {
          return new Block(offset - offset % Batch.COUNT, records);
        }
      };
  private final List<ByteBuffer> facts = new ArrayList<>();
  private final Decider decider;
  private final Subscription subscription;
  private long end;
  private Pull pulled;

  OneShard() {
    Rules rules = new Rules(1000, 10_000, 3, 3, Policies.builtIn(), new Random(7));
    decider = new Decider(0, new ShardState(), rules);
    decider.open(NOW);
    decider.tookOver(1, "micro");
    decider.configure(new ShardCommand.Configure(new TopicView(UID, "t", 1, UID, 5, SETTINGS), 0));
    facts.addAll(decider.close().facts());
    PartitionId id = new PartitionId(UID, 0);
    subscription = decider.state().partition(id).subscriptions().iterator().next();
  }

  Outbox publish() {
    decider.open(NOW);
    decider.publish(new ShardCommand.Publish(UID, 0, records));
    end += Batch.COUNT;
    return decider.close();
  }

  Outbox pull() {
    decider.open(NOW);
    pulled = decider.pull(CONSUME, subscription, end, LIVE, atHand);
    return decider.close();
  }

  /** Acks of what was pulled, one for each message. */
  ShardCommand.Settle acks() {
    List<Settlement> acks = new ArrayList<>(Batch.COUNT);
    for (Pull.Taken taken : pulled.taken()) {
      acks.add(
          Settlement.ack(
              new MessageId(UID, 0, taken.lease().offset()),
              new Receipt(UID, 0, 0, taken.lease().epoch(), taken.lease().seq())));
    }
    return new ShardCommand.Settle(UID, 0, acks);
  }

  /** Acks of what was pulled, one for each run of leases. */
  ShardCommand.Settle acksOfRuns() {
    List<Settlement> acks = new ArrayList<>();
    for (Pull.Run run : pulled.runs()) {
      acks.add(
          new Settlement(
              Settlement.Kind.ACK,
              new MessageId(UID, 0, run.first().offset()),
              new Receipt(UID, 0, 0, run.first().epoch(), run.first().seq()),
              -1,
              null,
              Settlement.FailureClass.Retryable,
              run.records().count()));
    }
    return new ShardCommand.Settle(UID, 0, acks);
  }

  Outbox settle(ShardCommand.Settle acks) {
    decider.open(NOW);
    List<Settlement.Outcome> outcomes = decider.settle(acks, end);
    if (outcomes.size() != Batch.COUNT || outcomes.get(0) != Settlement.Outcome.DONE) {
      throw new IllegalStateException("outcomes: " + outcomes.size() + " (expected: all done)");
    }
    return decider.close();
  }

  /** All facts of a shard that is made, and of a batch that is published, handed out and acked. */
  List<ByteBuffer> history() {
    List<ByteBuffer> history = new ArrayList<>(facts);
    history.addAll(publish().facts());
    history.addAll(pull().facts());
    history.addAll(settle(acksOfRuns()).facts());
    return history;
  }
}
