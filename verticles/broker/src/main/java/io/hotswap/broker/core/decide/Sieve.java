package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.policy.MessageFilters;
import java.nio.ByteBuffer;

/** Which messages a subscription gets at all, as of a time. */
final class Sieve {
  /** What becomes of a message that is looked at. */
  enum Verdict {
    PASSES,
    FILTERED,
    EXPIRED
  }

  private final String group;
  private final String filter;
  private final MessageFilters filters;
  private final long topicTtl;
  private final long now;

  Sieve(Partition partition, Subscription subscription, Policies policies, long now) {
    TopicSettings settings = partition.settings();
    this.group = subscription.group();
    this.filter =
        policies.routing(settings).filters() ? subscription.view().settings().filter() : null;
    this.filters = policies.filters();
    this.topicTtl = settings.ttlMillis();
    this.now = now;
  }

  Verdict judge(ByteBuffer record) {
    if (Message.isPlain(record)) {
      boolean expired = topicTtl > 0 && Message.publishedAtOf(record) + topicTtl <= now;
      return expired ? Verdict.EXPIRED : filtered(record);
    }
    Message message = Message.wrap(record);
    String target = message.targetGroup();
    if (target != null) {
      // NB: what came back for this group is for it, whatever its filter says by now.
      return !target.equals(group) ? Verdict.FILTERED : expiry(message);
    }
    Verdict verdict = expiry(message);
    return verdict == Verdict.PASSES ? filtered(record) : verdict;
  }

  /** Whether one that was looked at before is too old by now. */
  boolean hasExpired(ByteBuffer record) {
    return Message.isPlain(record)
        ? topicTtl > 0 && Message.publishedAtOf(record) + topicTtl <= now
        : expiry(Message.wrap(record)) == Verdict.EXPIRED;
  }

  private Verdict expiry(Message message) {
    return expiresAt(message, topicTtl) <= now ? Verdict.EXPIRED : Verdict.PASSES;
  }

  /** When it is too old, {@code Long.MAX_VALUE} for never. */
  static long expiresAt(Message message, long topicTtl) {
    long ttl = message.ttlMillis() == 0 ? topicTtl : message.ttlMillis();
    return ttl > 0 ? message.publishedAtMillis() + ttl : Long.MAX_VALUE;
  }

  private Verdict filtered(ByteBuffer record) {
    return filter == null || filters.matches(filter, record) ? Verdict.PASSES : Verdict.FILTERED;
  }
}
