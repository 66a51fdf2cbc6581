package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What every door asks of the broker.
 *
 * <ol>
 *   <li>Any thread may call; a call never blocks. A future completes on the caller's context.
 *   <li>A refusal is a {@code Problem} and changed nothing. {@code OutcomeUnknown} means just that.
 *   <li>A publish is answered when durable at the level it names; a batch may span partitions, is
 *       atomic within each, and fails as a whole if any part's outcome is unknown.
 *   <li>Access rights are the door's: the broker knows none.
 * </ol>
 */
public interface BrokerPort {
  PortType<BrokerPort> TYPE = PortType.request("broker", BrokerPort.class);

  /**
   * The topic and whether it is new; the same again with equal settings is not, else TopicExists.
   */
  Future<CreatedTopic> createTopic(String name, TopicSettings settings);

  /** See {@link #createTopic}. */
  record CreatedTopic(TopicView topic, boolean created) {}

  /** Changes what can be changed live; {@code Conflict} with the reason otherwise. */
  Future<TopicView> updateTopic(String name, TopicSettings settings);

  /** {@code TopicHasBacklog} while a subscription holds backlog, unless forced. */
  Future<Void> deleteTopic(String name, boolean force);

  /**
   * {@code TopicNotFound} if there is none. A dead letter topic may be empty and still be found.
   */
  Future<TopicView> topic(String name);

  /** The topic that a message id belongs to; {@code MessageNotFound} if there is none. */
  Future<TopicView> topicOf(MessageId id);

  /** All topics by name; dead letter topics from their first entry on. */
  Future<List<TopicView>> topics();

  Future<TopicStats> stats(String topicName);

  /**
   * One result per record, in order; a {@link PublishedRun} if they are all in one place. Records
   * are in the layout of {@code Message}, not yet stamped.
   */
  Future<List<Published>> publish(String topicName, Records messages);

  /** Never waits for messages to come: an empty reply names what to wait for. */
  Future<ConsumeReply> consume(ConsumeRequest request);

  /** The consumer is gone: its leases return to ready at once, no attempt used up. */
  Future<Void> leave(String topicName, String group, String consumerId);

  /** One outcome per message, in order; done ones are durable. */
  Future<List<Settlement.Outcome>> settle(List<Settlement> settlements);

  /**
   * All acks and publishes or none: {@code Conflict} (or what else refused it) when none. With one
   * shard it is one append, with several it is prepared, decided and resolved.
   */
  Future<Transaction.Done> transact(Transaction transaction);

  Future<MessageState> message(MessageId id);

  /**
   * Takes back a message that waits for its delivery time; {@code Conflict} once that has come,
   * {@code MessageNotFound} if there is none.
   */
  Future<Void> cancel(MessageId id);

  /**
   * Messages of one partition as they stand in the log; nothing is consumed.
   *
   * @param limit 1..1000
   */
  Future<Browsed> browse(String topicName, int partition, StartAt from, int limit, int bytesMax);

  /**
   * See {@link #browse}.
   *
   * @param next offset to go on from
   */
  record Browsed(List<Found> messages, long next) {
    /** A message and its place. */
    public record Found(MessageId id, long offset, ByteBuffer record) {}
  }

  /**
   * The subscription and whether it is new; the same again with equal settings is not, with others
   * it is {@code Conflict}. On a Queue the one subscription there is gets the settings.
   */
  Future<CreatedSubscription> createSubscription(
      String topicName, String group, StartAt from, SubscriptionSettings settings);

  /** See {@link #createSubscription}. */
  record CreatedSubscription(SubscriptionView subscription, boolean created) {}

  Future<SubscriptionView> updateSubscription(
      SubscriptionView.Id id, SubscriptionSettings settings);

  /** Its backlog goes with it; a Queue's own subscription cannot be deleted ({@code Conflict}). */
  Future<Void> deleteSubscription(SubscriptionView.Id id);

  /** {@code NotFound} if there is none. */
  Future<SubscriptionState> subscription(SubscriptionView.Id id);

  /** Of one topic, or of all with null; by topic name and number. */
  Future<List<SubscriptionView>> subscriptions(String topicName);

  /**
   * All subscriptions of type Push. A change of any is signalled on {@code
   * WaitKey.subscriptions()}.
   */
  Future<List<SubscriptionView>> pushSubscriptions();

  /**
   * Starts a new generation: leases end, receipts become stale. Refused on a Queue's acked past.
   */
  Future<Void> seek(SubscriptionView.Id id, StartAt to);

  /** Goes on after a pause, and with keys that a failed message holds. */
  Future<SubscriptionView> resume(SubscriptionView.Id id);

  /** Entries of a topic's dead letter topic that are not consumed or replayed, oldest first. */
  Future<DeadLetters.Page> deadLetters(
      String topicName, DeadLetters.Query query, String after, int limit);

  /** Moves entries back to the groups they failed in. */
  Future<DeadLetters.Replayed> replay(String topicName, DeadLetters.Replay replay);

  Future<BrokerStatus> status();
}
