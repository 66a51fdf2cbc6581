package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Backlog;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.policy.DeliveryPolicy.Promises;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Decides which messages a pull leases. */
final class Pulling {
  /** Consumer of a look that leases nothing. */
  private static final String NOBODY = "";

  private final Rules rules;
  private final Burying burying;
  private long turn;

  Pulling(Rules rules, Burying burying) {
    this.rules = rules;
    this.burying = burying;
  }

  Pull pull(
      Outbox out,
      Partition partition,
      Subscription subscription,
      ShardCommand.Consume command,
      long end,
      List<LiveConsumer> live,
      MessageSource source) {
    TopicSettings settings = partition.settings();
    RoutingPolicy routing = rules.policies().routing(settings);
    Backlog backlog = subscription.backlog(partition.first());
    int wanted = grant(routing, settings, subscription, backlog, command, end, live);
    Sieve sieve = new Sieve(partition, subscription, rules.policies(), out.timeMillis());
    boolean ranked = routing.ranked();
    boolean aheadFirst = ranked && partition.isKeyed();
    long room = room(partition, backlog);
    long lookedAhead = 0;
    if (aheadFirst && wanted > 0) {
      Scan ahead = new Scan(backlog, true, 0, 0, source, sieve);
      ahead.ahead(Math.min(end, backlog.cursor() + room));
      commit(out, partition, subscription, ahead, NOBODY);
      lookedAhead = ahead.looked();
      backlog = subscription.backlog(partition.first());
      if (!ahead.missing().isEmpty()) {
        return new Pull(List.of(), ahead.missing(), false, false);
      }
    }
    Scan scan = new Scan(backlog, partition.isKeyed(), wanted, command.bytesMax(), source, sieve);
    if (ranked) {
      scan.ranked(
          routing,
          partition.lanes(),
          aheadFirst ? 0 : end,
          out.timeMillis(),
          settings.priorityMaxWaitMillis(),
          turn,
          rules.scanMax());
    } else {
      scan.returned();
      scan.onward(Math.min(end, backlog.cursor() + room));
    }
    boolean lookedEnough = wanted > 0 && room > 0 && scan.looked() + lookedAhead >= room;
    Pull pull = taken(out, partition, subscription, command, scan);
    boolean more = lookedEnough && backlog.pendingCount() < rules.orderLookahead();
    return new Pull(pull.runs(), scan.missing(), more, pull.settled());
  }

  /** Ends what is at the front, or came back, and is too old; what it could not look at. */
  Longs sweep(
      Outbox out, Partition partition, Subscription subscription, long end, MessageSource source) {
    Backlog backlog = subscription.backlog(partition.first());
    Sieve sieve = new Sieve(partition, subscription, rules.policies(), out.timeMillis());
    Scan scan = new Scan(backlog, partition.isKeyed(), 0, 0, source, sieve);
    scan.sweep(Math.min(end, backlog.cursor() + rules.scanMax()));
    scan.sweepReturned(rules.scanMax());
    commit(out, partition, subscription, scan, NOBODY);
    return scan.missing();
  }

  /** Ends those of the messages that nobody looked at yet and that are too old. */
  void lapse(
      Outbox out,
      Partition partition,
      Subscription subscription,
      List<Long> offsets,
      List<ByteBuffer> records) {
    Backlog backlog = subscription.backlog(partition.first());
    Sieve sieve = new Sieve(partition, subscription, rules.policies(), out.timeMillis());
    List<Long> lapsed = new ArrayList<>();
    List<ByteBuffer> lapsedRecords = new ArrayList<>();
    for (int i = 0; i < offsets.size(); i++) {
      boolean ours = offsets.get(i) >= backlog.start() && backlog.isUntouched(offsets.get(i));
      if (ours && sieve.judge(records.get(i)) == Sieve.Verdict.EXPIRED) {
        lapsed.add(offsets.get(i));
        lapsedRecords.add(records.get(i));
      }
    }
    if (!lapsed.isEmpty()) {
      burying.expired(out, partition, subscription, lapsed, lapsedRecords, true);
    }
  }

  private Pull taken(
      Outbox out,
      Partition partition,
      Subscription subscription,
      ShardCommand.Consume command,
      Scan scan) {
    commit(out, partition, subscription, scan, command.consumerId());
    Backlog backlog = subscription.backlog(partition.first());
    List<Pull.Run> runs = new ArrayList<>(scan.pieces().size());
    for (Pull.Piece piece : scan.pieces()) {
      runs.add(new Pull.Run(backlog.lease(piece.from()), piece.records()));
    }
    Longs taken = scan.taken();
    turn += taken.size();
    Promises promises = rules.policies().delivery(partition.settings()).promises();
    boolean settled = promises.ackOnHandOver() && !taken.isEmpty();
    if (settled) {
      out.emit(new Fact.Acked(place(partition, subscription), taken));
    }
    return new Pull(runs, Longs.EMPTY, false, settled);
  }

  private void commit(
      Outbox out, Partition partition, Subscription subscription, Scan scan, String consumer) {
    if (!scan.lapsed().isEmpty()) {
      burying.expired(out, partition, subscription, scan.lapsed(), scan.lapsedRecords(), true);
    }
    if (scan.changedNothing()) {
      return;
    }
    long deadline = out.timeMillis() + partition.settings().ackDeadlineMillis();
    Place place = place(partition, subscription);
    Fact.Leased leased = scan.fact(place, consumer, deadline);
    Granting.require(subscription.backlog(partition.first()), leased);
    out.emit(leased);
    scan.condemned()
        .forEach((reason, offsets) -> out.emit(new Fact.Condemned(place, reason, offsets.build())));
    out.touch(partition, subscription);
    out.counts().filtered += scan.filteredCount();
    Longs expired = scan.expired();
    if (!expired.isEmpty()) {
      List<Long> offsets = new ArrayList<>();
      for (int i = 0; i < expired.size(); i++) {
        offsets.add(expired.get(i));
      }
      burying.expired(out, partition, subscription, offsets, scan.expiredRecords(), false);
    }
  }

  /** How far one pull may look: less when a lot has been passed over already. */
  private long room(Partition partition, Backlog backlog) {
    long lookahead = Math.max(0, rules.orderLookahead() - backlog.pendingCount());
    return partition.isKeyed() ? Math.min(rules.scanMax(), lookahead) : rules.scanMax();
  }

  private int grant(
      RoutingPolicy routing,
      TopicSettings settings,
      Subscription subscription,
      Backlog backlog,
      ShardCommand.Consume command,
      long end,
      List<LiveConsumer> live) {
    // NB: a ready head of a key may stand for a whole run, so it must not bound the grant.
    long most = backlog.pendingCount() + end - backlog.cursor();
    boolean nothing = end <= backlog.cursor() && backlog.ready().isEmpty();
    int room = subscription.view().settings().maxInFlight() - backlog.leaseCount();
    int wanted = Math.min(command.limit(), room);
    if (nothing || wanted <= 0 || subscription.view().settings().paused()) {
      return 0;
    }
    int asking = 0;
    while (!live.get(asking).id().equals(command.consumerId())) {
      asking++;
    }
    int granted = routing.grant(new Ask(live, asking, most, wanted, settings.balancing()));
    return Math.max(0, Math.min(granted, wanted));
  }

  static Place place(Partition partition, Subscription s) {
    return new Place(partition.id().topicUid(), partition.id().partition(), s.number());
  }
}
