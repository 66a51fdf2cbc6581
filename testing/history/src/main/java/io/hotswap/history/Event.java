package io.hotswap.history;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One thing that a client saw.
 *
 * @param client who saw it
 * @param producer who numbered the message; null for connection events
 * @param sequence number of the message, from 0, dense per producer
 * @param key ordering key, or null
 * @param messageId as the broker named it, or null if it did not
 * @param digest of the payload as this client had it, or 0 if not taken
 * @param startedNanos monotonic: when the request was due (publish) or sent (ack); for a delivery
 *     as {@code atNanos}
 * @param atNanos monotonic: when the outcome was known
 * @param dueNanos monotonic: a delivery before this instant is too early; 0 if it may come at once
 * @param wallMillis UTC, for people
 * @param detail why something was refused, unknown or closed, or null
 * @param subscription whose consumer saw it, where a topic has several; null for what concerns all
 *     of them, as a publish, and where there is only one
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Event(
    Kind kind,
    String client,
    String producer,
    long sequence,
    String key,
    String messageId,
    int digest,
    long startedNanos,
    long atNanos,
    long dueNanos,
    long wallMillis,
    String detail,
    String subscription) {

  /** What can be seen. */
  public enum Kind {
    /** Answered as stored. */
    PUBLISHED,
    /** No answer, or one that leaves open whether it was stored. */
    PUBLISH_UNKNOWN,
    /** Answered as refused: nothing was stored. */
    PUBLISH_REFUSED,
    /** Sent again under its idempotency key, and answered as the duplicate that it is. */
    DUPLICATE,
    /** A scheduled message that was called off in time. */
    CANCELLED,
    DELIVERED,
    ACKED,
    ACK_UNKNOWN,
    ACK_REFUSED,
    /** Given back to be delivered again; the broker said yes. */
    NACKED,
    /** Given back for good: it is to become a dead letter; the broker said yes. */
    REJECTED,
    /** Neither acked nor nacked, because a message of its key before it was given back. */
    RETURNED,
    /** Seen among the dead letters. */
    DEAD,
    /** Sent back from the dead letters to where it failed. */
    REPLAYED,
    CONNECTED,
    /** Closed by the other side, or broken. A client that leaves by itself records nothing. */
    CLOSED
  }

  /** A publish whose outcome is {@code kind}. */
  public static Event publish(Kind kind, Subject subject, Span span, String detail) {
    return of(kind, subject.producer(), subject, span, detail);
  }

  /** The same event of a message that must not come before {@code dueNanos}. */
  public Event due(long dueNanos) {
    return new Event(
        kind,
        client,
        producer,
        sequence,
        key,
        messageId,
        digest,
        startedNanos,
        atNanos,
        dueNanos,
        wallMillis,
        detail,
        subscription);
  }

  /** The same event as seen by a consumer of {@code name}. */
  public Event in(String name) {
    return new Event(
        kind,
        client,
        producer,
        sequence,
        key,
        messageId,
        digest,
        startedNanos,
        atNanos,
        dueNanos,
        wallMillis,
        detail,
        name);
  }

  /** Whether it is about a message, and not about a connection. */
  public boolean aboutMessage() {
    return kind != Kind.CONNECTED && kind != Kind.CLOSED;
  }

  public static Event delivered(String consumer, Subject subject, long atNanos) {
    return of(Kind.DELIVERED, consumer, subject, new Span(atNanos, atNanos), null);
  }

  /** An ack, or what came instead of one, whose outcome is {@code kind}. */
  public static Event ack(Kind kind, String consumer, Subject subject, Span span, String detail) {
    return of(kind, consumer, subject, span, detail);
  }

  /** A dead letter that was seen, or sent back. */
  public static Event deadLetter(Kind kind, Subject subject, long atNanos, String reason) {
    return of(kind, "dead-letters", subject, new Span(atNanos, atNanos), reason);
  }

  /** A connection that came or went. */
  public static Event connection(Kind kind, String client, long atNanos, String detail) {
    return of(
        kind, client, new Subject(null, 0, null, null, 0), new Span(atNanos, atNanos), detail);
  }

  private static Event of(Kind kind, String client, Subject subject, Span span, String detail) {
    return new Event(
        kind,
        client,
        subject.producer(),
        subject.sequence(),
        subject.key(),
        subject.messageId(),
        subject.digest(),
        span.startedNanos(),
        span.atNanos(),
        0,
        System.currentTimeMillis(),
        detail,
        null);
  }

  /** The message that an event is about. */
  public record Subject(String producer, long sequence, String key, String messageId, int digest) {}

  /** When a request was sent, and when its outcome was known. */
  public record Span(long startedNanos, long atNanos) {}
}
