package io.hotswap.broker.shard;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.broker.core.state.Owners;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.Journey;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the facts that are still kept tell of one message: nothing is stored for it. */
final class Journeys {
  private static final int PAGE_FACTS = 2000;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int FACTS_MAX = 50_000;
  private static final int STEPS_MAX = 1000;

  private final OwnerParts parts;

  Journeys(OwnerParts parts) {
    this.parts = parts;
  }

  /** One message being looked for. */
  private record Quest(Partition partition, long offset, List<Journey> steps) {}

  /** What the message itself tells. */
  static List<Journey> beginning(Message message) {
    List<Journey> steps = new ArrayList<>();
    long first = message.firstPublishedAtMillis();
    steps.add(new Journey(first, "published", null, null));
    boolean named =
        (message.originOffset() & MessageId.SCHEDULED) != 0 && message.originOffset() > 0;
    if (named || message.deliverAtMillis() > first) {
      String due = Instant.ofEpochMilli(message.deliverAtMillis()).toString();
      steps.add(new Journey(first, "scheduled", null, due));
    }
    if (named) {
      steps.add(new Journey(message.publishedAtMillis(), "entered", null, null));
    }
    return steps;
  }

  Future<List<Journey>> of(Partition partition, long offset, Message message) {
    Quest quest = new Quest(partition, offset, beginning(message));
    long publishedAt = message.publishedAtMillis();
    StreamId facts = StreamId.facts(parts.shard());
    return parts
        .services()
        .store()
        .offsetAt(facts, publishedAt)
        .compose(from -> read(facts, from, FACTS_MAX, quest))
        // What is trimmed meanwhile is only a journey less told.
        .recover(
            cause ->
                cause instanceof LogException
                    ? Future.succeededFuture()
                    : Future.failedFuture(cause))
        .map(done -> signed(quest.steps()));
  }

  /** Each step with who owned the shard at its time. */
  List<Journey> signed(List<Journey> steps) {
    Owners owners = parts.decider().state().owners();
    return steps.stream().map(step -> step.by(owners.at(step.timeMillis()).orElse(null))).toList();
  }

  private Future<Void> read(StreamId facts, long from, int left, Quest quest) {
    if (left <= 0 || quest.steps().size() >= STEPS_MAX) {
      return Future.succeededFuture();
    }
    return parts
        .services()
        .store()
        .read(facts, from, Math.min(left, PAGE_FACTS), PAGE_BYTES)
        .compose(
            page -> {
              for (StoredRecord record : page) {
                StampedFact stamped = FactCodec.decode(record.bytes());
                tell(quest, stamped.timeMillis(), stamped.fact());
              }
              return page.isEmpty()
                  ? Future.succeededFuture()
                  : read(facts, from + page.size(), left - page.size(), quest);
            });
  }

  private static void tell(Quest quest, long time, Fact fact) {
    if (fact instanceof Fact.Leased f) {
      step(quest, time, f.place(), f.taken(), "leased", f.consumer());
      step(quest, time, f.place(), f.filtered(), "filtered", null);
      step(quest, time, f.place(), f.expired(), "expired", null);
    } else if (fact instanceof Fact.Acked f) {
      step(quest, time, f.place(), f.offsets(), "acked", null);
    } else if (fact instanceof Fact.Returned f) {
      returned(quest, time, f);
    } else if (fact instanceof Fact.Due f) {
      step(quest, time, f.place(), f.offsets(), "retry-due", null);
    } else if (fact instanceof Fact.Extended f) {
      step(quest, time, f.place(), f.offsets(), "extended", null);
    } else if (fact instanceof Fact.Ended f) {
      String event =
          switch (f.end()) {
            case DEAD -> "dead-lettered";
            case EXPIRED -> "expired";
            case REPLAYED -> "replayed";
          };
      step(quest, time, f.place(), f.offsets(), event, null);
    } else if (fact instanceof Fact.Trimmed f
        && new PartitionId(f.topicUid(), f.partition()).equals(quest.partition().id())
        && f.before() > quest.offset()) {
      quest.steps().add(new Journey(time, "trimmed", null, null));
    }
  }

  private static void returned(Quest quest, long time, Fact.Returned f) {
    int index = indexOf(f.offsets(), quest.offset());
    String event =
        switch (f.cause()) {
          case NACKED -> "nacked";
          case TIMED_OUT -> "expired-lease";
          default -> "released";
        };
    String said = index < 0 || f.errors().isEmpty() ? null : f.errors().get(index);
    step(quest, time, f.place(), f.offsets(), event, said);
  }

  private static void step(
      Quest quest, long time, Place place, Longs offsets, String event, String detail) {
    PartitionId id = new PartitionId(place.topicUid(), place.partition());
    if (!id.equals(quest.partition().id()) || indexOf(offsets, quest.offset()) < 0) {
      return;
    }
    Subscription s = quest.partition().subscription(place.subscription());
    quest.steps().add(new Journey(time, event, s == null ? null : s.group(), detail));
  }

  private static int indexOf(Longs offsets, long offset) {
    for (int i = 0; i < offsets.size(); i++) {
      if (offsets.get(i) == offset) {
        return i;
      }
    }
    return -1;
  }

  /** Deliveries to a group that used up an attempt, as far as it is told. */
  static int attemptsOf(String group, List<Journey> journey) {
    return (int)
        journey.stream()
            .filter(step -> group.equals(step.group()))
            .filter(step -> step.event().equals("nacked") || step.event().equals("expired-lease"))
            .count();
  }

  /** How it ended for a group, as far as it is told. */
  static String endOf(String group, List<Journey> journey) {
    for (int i = journey.size() - 1; i >= 0; i--) {
      Journey step = journey.get(i);
      if (group.equals(step.group()) || step.event().equals("trimmed")) {
        return switch (step.event()) {
          case "dead-lettered" -> "dead";
          case "replayed" -> "cancelled";
          case "acked", "filtered", "expired", "trimmed" -> step.event().toLowerCase(Locale.ROOT);
          default -> "settled";
        };
      }
    }
    return "settled";
  }
}
