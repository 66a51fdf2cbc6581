package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicSettings.Dedup;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.OnExpiry;
import io.hotswap.contracts.broker.TopicSettings.OnKeyFailure;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.Quota;
import io.hotswap.contracts.broker.TopicSettings.Retention;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.broker.TopicView;

/** A topic in facts and snapshots; enums by name, so that their order is free to change. */
public final class TopicCodec {
  private TopicCodec() {}

  public static void write(ByteSink out, TopicView topic) {
    out.number(topic.uid()).text(topic.name()).number(topic.version());
    out.number(topic.placement()).number(topic.createdAtMillis());
    TopicSettings s = topic.settings();
    out.text(s.type().name()).text(s.deliveryGuarantee().name()).text(s.routingStrategy());
    out.number(s.partitions()).number(s.replicationFactor()).text(s.ordering().name());
    out.number(s.ackDeadlineMillis()).number(s.maxDeliveries());
    Backoff b = s.backoff();
    out.number(b.initialMillis()).real(b.multiplier()).number(b.maxMillis()).real(b.jitter());
    out.text(s.balancing().name()).text(s.unroutable().name()).text(s.onKeyFailure().name());
    out.number(s.ttlMillis()).text(s.onExpiry().name()).number(s.priorityMaxWaitMillis());
    out.number(s.retention().maxAgeMillis()).number(s.retention().maxBytes());
    out.number(s.dedup().windowMillis()).number(s.dedup().maxKeys());
    DeadLetter d = s.deadLetter();
    out.octet(d.enabled() ? 1 : 0).text(d.queue() == null ? "" : d.queue());
    out.octet(d.includeMetadata() ? 1 : 0).number(d.ttlMillis());
    out.number(s.quota().messagesPerSecond()).number(s.quota().bytesPerSecond());
  }

  public static TopicView read(ByteSource in) {
    long uid = in.number();
    String name = in.text();
    int version = in.count();
    long placement = in.number();
    long createdAt = in.number();
    return new TopicView(uid, name, version, placement, createdAt, settings(in));
  }

  /** NB: arguments are read in the order in which they are written. */
  private static TopicSettings settings(ByteSource in) {
    return new TopicSettings(
        TopicType.valueOf(in.text()),
        Guarantee.valueOf(in.text()),
        in.text(),
        in.count(),
        in.count(),
        Ordering.valueOf(in.text()),
        in.number(),
        in.count(),
        new Backoff(in.number(), in.real(), in.number(), in.real()),
        Balancing.valueOf(in.text()),
        Unroutable.valueOf(in.text()),
        OnKeyFailure.valueOf(in.text()),
        in.number(),
        OnExpiry.valueOf(in.text()),
        in.number(),
        new Retention(in.number(), in.number()),
        new Dedup(in.number(), in.count()),
        deadLetter(in),
        new Quota(in.number(), in.number()));
  }

  private static DeadLetter deadLetter(ByteSource in) {
    boolean enabled = in.octet() == 1;
    String queue = in.text();
    return new DeadLetter(enabled, queue.isEmpty() ? null : queue, in.octet() == 1, in.number());
  }
}
