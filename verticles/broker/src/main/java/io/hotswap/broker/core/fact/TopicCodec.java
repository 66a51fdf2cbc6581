package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Backoff;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
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
  }

  public static TopicView read(ByteSource in) {
    long uid = in.number();
    String name = in.text();
    int version = in.count();
    long placement = in.number();
    long createdAt = in.number();
    TopicType type = TopicType.valueOf(in.text());
    Guarantee guarantee = Guarantee.valueOf(in.text());
    String strategy = in.text();
    int partitions = in.count();
    int replicas = in.count();
    Ordering ordering = Ordering.valueOf(in.text());
    long ackDeadline = in.number();
    int maxDeliveries = in.count();
    Backoff backoff = new Backoff(in.number(), in.real(), in.number(), in.real());
    TopicSettings settings =
        new TopicSettings(
            type,
            guarantee,
            strategy,
            partitions,
            replicas,
            ordering,
            ackDeadline,
            maxDeliveries,
            backoff);
    return new TopicView(uid, name, version, placement, createdAt, settings);
  }
}
