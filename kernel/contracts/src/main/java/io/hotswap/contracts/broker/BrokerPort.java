package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
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

  /** {@code TopicNotFound} if there is none. */
  Future<TopicView> topic(String name);

  /** The topic that a message id belongs to; {@code MessageNotFound} if there is none. */
  Future<TopicView> topicOf(MessageId id);

  /** All topics by name. */
  Future<List<TopicView>> topics();

  Future<TopicStats> stats(String topicName);

  /**
   * One result per record, in order. Records are in the layout of {@code Message}, not yet stamped.
   */
  Future<List<Published>> publish(String topicName, Records messages);

  /** Never waits for messages to come: an empty reply names what to wait for. */
  Future<ConsumeReply> consume(ConsumeRequest request);

  /** One outcome per settlement, in order; done ones are durable. */
  Future<List<Settlement.Outcome>> settle(List<Settlement> settlements);

  Future<MessageState> message(MessageId id);

  Future<BrokerStatus> status();
}
