package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;

/** Decides about subscriptions; their home is partition 0 of the topic. */
final class Subscribing {
  private final Rules rules;

  Subscribing(Rules rules) {
    this.rules = rules;
  }

  /** A subscription and whether that call made it. */
  record Made(SubscriptionView view, boolean created) {}

  Made subscribe(Outbox out, Partition partition, SubscriptionView wanted, long start) {
    Subscription known = partition.subscription(wanted.group());
    return wanted.number() < 0
        ? atHome(out, partition, known, wanted, start)
        : elsewhere(out, partition, known, wanted, start);
  }

  private Made atHome(
      Outbox out, Partition partition, Subscription known, SubscriptionView wanted, long start) {
    SubscriptionSettings settings = wanted.settings();
    check(partition, settings);
    if (known != null) {
      boolean untouched = known.view().settings().equals(SubscriptionSettings.DEFAULT);
      if (known.view().settings().equals(settings)) {
        return new Made(known.view(), false);
      }
      if (!partition.isQueue() || !untouched) {
        throw Problem.of(
            ErrorCode.SubscriptionExists,
            "consumerGroup: " + wanted.group() + " has a subscription with other settings");
      }
      return new Made(update(out, partition, known, settings), true);
    }
    if (partition.isQueue()) {
      throw Problem.of(
          ErrorCode.Conflict,
          "consumerGroup: " + wanted.group() + " (expected: default, the one of a queue)");
    }
    requireName(wanted.group());
    requireRoom(partition);
    int number = partition.nextNumber();
    SubscriptionView view = view(partition, wanted.group(), number, 1, out.timeMillis(), settings);
    out.emit(new Fact.Subscribed(partition.id().partition(), view, start));
    return new Made(partition.subscription(number).view(), true);
  }

  private Made elsewhere(
      Outbox out, Partition partition, Subscription known, SubscriptionView wanted, long start) {
    Subscription same = partition.subscription(wanted.number());
    if (known != null && known != same) {
      // One of that name that was deleted at home, and of which this partition was not told.
      out.emit(new Fact.Unsubscribed(Pulling.place(partition, known)));
    }
    if (same == null) {
      requireRoom(partition);
      out.emit(new Fact.Subscribed(partition.id().partition(), wanted, start));
      return new Made(partition.subscription(wanted.number()).view(), true);
    }
    if (same.view().version() < wanted.version()) {
      out.emit(new Fact.Resubscribed(partition.id().partition(), wanted));
      out.touch(partition, same);
    }
    return new Made(same.view(), false);
  }

  SubscriptionView update(
      Outbox out, Partition partition, Subscription known, SubscriptionSettings settings) {
    check(partition, settings);
    SubscriptionView old = known.view();
    if (old.settings().equals(settings)) {
      return old;
    }
    SubscriptionView view =
        view(
            partition,
            old.group(),
            old.number(),
            old.version() + 1,
            old.createdAtMillis(),
            settings);
    out.emit(new Fact.Resubscribed(partition.id().partition(), view));
    out.touch(partition, known);
    return known.view();
  }

  void unsubscribe(Outbox out, Partition partition, Subscription known) {
    if (partition.isQueue()) {
      throw Problem.of(
          ErrorCode.Conflict, "subscription: default of a queue cannot be deleted, its topic can");
    }
    out.emit(new Fact.Unsubscribed(Pulling.place(partition, known)));
    out.gone(partition, known);
  }

  void seek(Outbox out, Partition partition, Subscription known, long to) {
    Backlog backlog = known.backlog(partition.first());
    if (partition.isQueue() && backlog.settledFrom(to) > 0) {
      throw Problem.of(
          ErrorCode.Conflict,
          "to: offset "
              + to
              + " (expected: nothing settled from there on, as a queue frees what is acked)");
    }
    out.emit(new Fact.Sought(Pulling.place(partition, known), to));
    out.touch(partition, known);
  }

  void unpark(Outbox out, Partition partition, Subscription known) {
    if (known.backlog(partition.first()).parkedCount() > 0) {
      out.emit(new Fact.Unparked(Pulling.place(partition, known)));
    }
    out.touch(partition, known);
  }

  private void check(Partition partition, SubscriptionSettings settings) {
    if (settings.filter() == null) {
      return;
    }
    if (!rules.policies().routing(partition.settings()).filters()) {
      throw Problem.of(
          ErrorCode.Conflict,
          "filter: given (expected: none, as routingStrategy is "
              + partition.settings().routingStrategy()
              + " and not ContentBased)");
    }
    rules.policies().filters().check(settings.filter());
  }

  private void requireRoom(Partition partition) {
    int count = partition.subscriptions().size() + 1;
    if (count > rules.subscriptionsMax() || partition.nextNumber() > Subscription.NUMBER_MAX) {
      throw Problem.of(
          ErrorCode.Conflict,
          "subscriptions: " + count + " (expected: <= " + rules.subscriptionsMax() + ")");
    }
  }

  private static void requireName(String group) {
    if (!Limits.NAME.matcher(group).matches()) {
      throw Problem.badRequest(
          "/consumerGroup", group + " (expected: " + Limits.NAME.pattern() + ")");
    }
  }

  private static SubscriptionView view(
      Partition partition,
      String group,
      int number,
      int version,
      long createdAt,
      SubscriptionSettings settings) {
    return new SubscriptionView(
        partition.topic().uid(),
        partition.topic().name(),
        group,
        number,
        version,
        createdAt,
        settings);
  }
}
