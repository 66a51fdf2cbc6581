package io.hotswap.simulation.model;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.Retention;
import io.hotswap.simulation.world.Judge;
import java.util.function.LongSupplier;

/** Where subscriptions begin, where they go, and what retention may let go of. */
final class PlaceRules {
  /** How far apart marks of retention by bytes are, where no batch is larger. */
  private static final long MARKS_APART = 1_100;

  private final Judge judge;
  private final Asked asked;
  private final LongSupplier latest;

  /**
   * @param latest the latest time that any clock ever had
   */
  PlaceRules(Judge judge, Asked asked, LongSupplier latest) {
    this.judge = judge;
    this.asked = asked;
    this.latest = latest;
  }

  /** The clients ask for the earliest message, and a first pull for the latest. */
  void subscribed(RefPartition p, Fact.Subscribed f) {
    judge.require(
        f.start() == p.first || f.start() == p.end(),
        p.name() + ": " + f.view().group() + " begins at " + f.start());
  }

  void sought(RefPartition p, RefSubscription s, Fact.Sought f) {
    SubscriptionView.Id id = new SubscriptionView.Id(p.topic.uid(), s.view.number());
    judge.require(
        asked.seeks(id).stream().anyMatch(seek -> fits(p, s, seek, f.start())),
        LeaseRules.named(p, s)
            + ": goes to "
            + f.start()
            + " of "
            + p.first
            + ".."
            + p.end()
            + " (expected: one of "
            + asked.seeks(id).stream().map(Asked.Seek::to).toList()
            + ")");
  }

  private static boolean fits(RefPartition p, RefSubscription s, Asked.Seek seek, long start) {
    long first = p.isQueue() ? Math.max(p.first, s.floor(p.end())) : p.first;
    long end = p.end();
    StartAt to = seek.to();
    return switch (to.kind()) {
      case EARLIEST -> start == first;
      case LATEST -> start == end;
      case OFFSET -> start == Math.max(first, Math.min(end, to.value()));
      case TIME -> start >= first && start <= end && fits(p, seek, start, first);
    };
  }

  /** NB: what was published after it was asked may be younger, whatever time was meant. */
  private static boolean fits(RefPartition p, Asked.Seek seek, long start, long first) {
    long time = seek.to().value();
    boolean notLate = start == first || p.entries.get((int) start - 1).publishedAt() < time;
    boolean notEarly =
        start == first
            || start == p.end()
            || p.entries.get((int) start).publishedAt()
                >= Math.min(time, seek.since().get(p.shard));
    return notLate && notEarly;
  }

  void trimmed(RefPartition p, Fact.Trimmed f) {
    judge.require(!p.isQueue(), "trimmed: " + p.name() + ", which is a queue");
    judge.require(f.before() <= p.end(), "trimmed: " + p.name() + " before " + f.before());
    Retention retention = p.settings().retention();
    long kept = 0;
    for (long offset = f.before(); offset < p.end(); offset++) {
      kept += p.entries.get((int) offset).bytes();
    }
    boolean full =
        retention.maxBytes() > 0
            && kept >= retention.maxBytes() / p.settings().partitions() - MARKS_APART - p.largest
            && p.bytes() > retention.maxBytes() / p.settings().partitions();
    long last = f.before() <= p.first ? 0 : p.entries.get((int) f.before() - 1).publishedAt();
    boolean old =
        retention.maxAgeMillis() > 0 && last + retention.maxAgeMillis() <= latest.getAsLong();
    judge.require(full || old, "trimmed: " + p.name() + " before " + f.before() + ", too far");
  }
}
