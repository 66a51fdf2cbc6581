package io.hotswap.contracts.broker;

/**
 * Counters of one subscription in its present generation (a seek starts a new one) over the
 * partitions asked for. First invariant: {@code entered = ready + leased + delayed + blocked +
 * parked + acked + dead + expired + trimmed + cancelled}, and {@code entered + filtered} is the
 * range of the log since its start.
 *
 * @param delayed waiting for a retry; messages with a delivery time are no part of it
 * @param blocked behind an earlier message of their key
 * @param parked failed for good and holding their key, see {@code OnKeyFailure.Block}
 * @param filtered messages that were for others
 * @param scheduled messages of the topic that wait for their delivery time, not entered yet
 * @param oldestUnackedMillis UTC milliseconds at which the oldest message not settled was
 *     published; 0 if there is none
 */
public record SubscriptionStats(
    String group,
    long entered,
    long ready,
    long leased,
    long delayed,
    long blocked,
    long parked,
    long acked,
    long dead,
    long expired,
    long trimmed,
    long cancelled,
    long filtered,
    long scheduled,
    long oldestUnackedMillis) {

  /** What is still to be settled. */
  public long backlog() {
    return ready + leased + delayed + blocked + parked;
  }

  /** Whether the terms of the first invariant add up. */
  public boolean whole() {
    return entered == backlog() + acked + dead + expired + trimmed + cancelled;
  }

  /** Both together; the group is this one's. */
  public SubscriptionStats plus(SubscriptionStats o) {
    long oldest = Math.min(oldestUnackedMillis, o.oldestUnackedMillis);
    if (oldest == 0) {
      oldest = Math.max(oldestUnackedMillis, o.oldestUnackedMillis);
    }
    return new SubscriptionStats(
        group,
        entered + o.entered,
        ready + o.ready,
        leased + o.leased,
        delayed + o.delayed,
        blocked + o.blocked,
        parked + o.parked,
        acked + o.acked,
        dead + o.dead,
        expired + o.expired,
        trimmed + o.trimmed,
        cancelled + o.cancelled,
        filtered + o.filtered,
        scheduled + o.scheduled,
        oldest);
  }
}
