package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.fact.SubscriptionCodec;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;

/**
 * One reader of a topic partition. It has no backlog of its own before something happens to it, so
 * that thousands of idle ones cost little.
 */
public final class Subscription {
  /** Bits of a receipt's subscription that are its number; the others are its generation. */
  private static final int NUMBER_BITS = 20;

  public static final int NUMBER_MAX = (1 << NUMBER_BITS) - 1;

  private SubscriptionView view;
  private long start;
  private int generation;
  private Backlog backlog;

  Subscription(SubscriptionView view, long start, int generation) {
    this.view = view;
    this.start = start;
    this.generation = generation;
  }

  public SubscriptionView view() {
    return view;
  }

  public int number() {
    return view.number();
  }

  public String group() {
    return view.group();
  }

  int generation() {
    return generation;
  }

  /** What receipts carry: old ones of another generation do not fit. */
  public int receiptNumber() {
    return (generation & 0xfff) << NUMBER_BITS | view.number();
  }

  /** The number in what a receipt carries. */
  public static int numberOf(int receiptNumber) {
    return receiptNumber & NUMBER_MAX;
  }

  /** Whether nothing ever happened to it in this generation. */
  public boolean isIdle() {
    return backlog == null;
  }

  /**
   * Where its messages are, to look at: of an idle one as if it had begun now.
   *
   * @param first below which the partition has nothing any more
   */
  public Backlog backlog(long first) {
    return backlog == null ? Backlog.begin(start, first) : backlog;
  }

  /** The first message not settled; cheap for an idle one. */
  public long floor(long first) {
    return backlog == null ? Math.max(start, first) : backlog.floor();
  }

  /** Messages not settled; cheap for an idle one. */
  public long depth(long first, long end) {
    return backlog == null ? end - Math.max(start, Math.min(first, end)) : backlog.depth(end);
  }

  Backlog open(long first) {
    if (backlog == null) {
      backlog = Backlog.begin(start, first);
    }
    return backlog;
  }

  void configure(SubscriptionView newer) {
    view = newer;
  }

  /** Holds on to these settings if its own say the same. */
  void share(SubscriptionSettings settings) {
    if (settings.equals(view.settings())) {
      view =
          new SubscriptionView(
              view.topicUid(),
              view.topicName(),
              view.group(),
              view.number(),
              view.version(),
              view.createdAtMillis(),
              settings);
    }
  }

  void seek(long newStart) {
    start = newStart;
    generation++;
    backlog = null;
  }

  void trimmed(long before) {
    if (backlog != null) {
      backlog.trimmed(before);
    }
  }

  void rebase(long millis) {
    if (backlog != null) {
      backlog.rebase(millis);
    }
  }

  void write(ByteSink out) {
    SubscriptionCodec.write(out, view);
    out.number(start).number(generation).octet(backlog == null ? 0 : 1);
    if (backlog != null) {
      backlog.write(out);
    }
  }

  static Subscription read(ByteSource in, String topicName) {
    SubscriptionView view = named(SubscriptionCodec.read(in), topicName);
    Subscription s = new Subscription(view, in.number(), in.count());
    s.backlog = in.octet() == 0 ? null : Backlog.read(in);
    return s;
  }

  /** With the one copy there is of the topic's name. */
  static SubscriptionView named(SubscriptionView view, String topicName) {
    return new SubscriptionView(
        view.topicUid(),
        topicName,
        view.group(),
        view.number(),
        view.version(),
        view.createdAtMillis(),
        view.settings());
  }
}
