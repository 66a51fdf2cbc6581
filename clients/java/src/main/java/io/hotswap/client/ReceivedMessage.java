package io.hotswap.client;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A message at a subscriber, until it is settled. Any thread.
 *
 * <p>Each settlement completes when it is durable, and fails with a {@code Problem}: {@code
 * StaleReceipt} when the lease was not current any more, {@code OutcomeUnknown} when the answer was
 * lost.
 */
public final class ReceivedMessage {
  private final Subscriber subscriber;
  private final long topicUid;
  private final LeaseRun run;
  private final int index;
  private final int attempt;
  private final long deadlineMillis;
  private final Message message;
  final long generation;
  private boolean settled;

  ReceivedMessage(
      Subscriber subscriber,
      long generation,
      long topicUid,
      LeaseRun run,
      int index,
      int attempt,
      long deadlineMillis,
      ByteBuffer record) {
    this.subscriber = subscriber;
    this.generation = generation;
    this.topicUid = topicUid;
    this.run = run;
    this.index = index;
    this.attempt = attempt;
    this.deadlineMillis = deadlineMillis;
    this.message = Message.wrap(record);
  }

  /** What every door calls it. */
  public MessageId id() {
    long named = message.originOffset();
    return new MessageId(topicUid, run.partition(), named >= 0 ? named : offset());
  }

  public int partition() {
    return run.partition();
  }

  public long offset() {
    return run.offset() + index;
  }

  /** 1 for the first delivery. */
  public int attempt() {
    return attempt;
  }

  /** UTC milliseconds until which the lease holds, 0 without one. */
  public long deadlineMillis() {
    return deadlineMillis;
  }

  /** Null if it has none. */
  public String key() {
    return message.key();
  }

  public List<Header> headers() {
    return message.headers();
  }

  /** UTC milliseconds. */
  public long publishedAtMillis() {
    return message.publishedAtMillis();
  }

  /** A view; nobody else has its position. */
  public ByteBuffer payload() {
    return message.payload();
  }

  /** The payload as UTF-8. */
  public String text() {
    return StandardCharsets.UTF_8.decode(message.payload()).toString();
  }

  /** Everything else that it carries. */
  public Message content() {
    return message;
  }

  /** It is done. */
  public Future<Void> ack() {
    return subscriber.settle(this, Kind.ACK, FailureClass.Retryable, -1, "");
  }

  /** It failed, and comes again with the topic's backoff while its deliveries last. */
  public Future<Void> nack(String reason) {
    return subscriber.settle(this, Kind.NACK, FailureClass.Retryable, -1, text(reason));
  }

  /** It failed, and comes again after that time. */
  public Future<Void> nack(String reason, Duration again) {
    return subscriber.settle(
        this, Kind.NACK, FailureClass.Retryable, again.toMillis(), text(reason));
  }

  /** It can never succeed: a dead letter, if the topic has them. */
  public Future<Void> reject(String reason) {
    return subscriber.settle(this, Kind.NACK, FailureClass.NonRetryable, -1, text(reason));
  }

  /** Somebody else may have it at once; no attempt is used up. */
  public Future<Void> release() {
    return subscriber.settle(this, Kind.RELEASE, FailureClass.Retryable, -1, "");
  }

  /** More time, from now on. */
  public Future<Void> extend(Duration time) {
    return subscriber.settle(this, Kind.EXTEND, FailureClass.Retryable, time.toMillis(), "");
  }

  private static String text(String reason) {
    return reason == null ? "" : reason;
  }

  boolean isLeased() {
    return run.leaseSeq() != LeaseRun.NONE;
  }

  /** With those that follow it, so many in all. */
  LeaseRun lease(int count) {
    return run.slice(index, count);
  }

  /** Whether it came right behind that one, under the same lease. */
  boolean isBehind(ReceivedMessage other) {
    return index == other.index + 1
        && run.leaseSeq() == other.run.leaseSeq()
        && run.offset() == other.run.offset()
        && run.partition() == other.run.partition();
  }

  /** True the first time: it is at the client no longer. */
  synchronized boolean leave() {
    boolean first = !settled;
    settled = true;
    return first;
  }
}
