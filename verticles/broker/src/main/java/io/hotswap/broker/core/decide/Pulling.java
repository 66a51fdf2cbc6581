package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Decides which messages a pull leases. */
final class Pulling {
  private final Rules rules;

  Pulling(Rules rules) {
    this.rules = rules;
  }

  Pull pull(
      Outbox out,
      Partition partition,
      Subscription subscription,
      ShardCommand.Consume command,
      long end,
      List<String> liveConsumers,
      MessageSource source) {
    int wanted = grant(subscription, command, end, liveConsumers);
    Scan scan = new Scan(subscription, partition.isKeyed(), wanted, command.bytesMax(), source);
    long room = room(partition, subscription);
    scan.returned();
    scan.onward(Math.min(end, subscription.cursor() + room));
    boolean lookedEnough = room > 0 && scan.scanned() >= room;
    if (!scan.changedNothing()) {
      long deadline = out.timeMillis() + partition.settings().ackDeadlineMillis();
      Place place =
          new Place(partition.id().topicUid(), partition.id().partition(), subscription.number());
      out.emit(scan.fact(place, command.consumerId(), deadline));
      out.touch(partition, subscription);
    }
    List<Pull.Taken> taken = new ArrayList<>();
    for (int i = 0; i < scan.takenCount(); i++) {
      ByteBuffer record = scan.record(i);
      taken.add(new Pull.Taken(subscription.lease(scan.offset(i)), record));
    }
    boolean more = lookedEnough && subscription.pendingCount() < rules.orderLookahead();
    return new Pull(taken, scan.missing(), more);
  }

  /** How far one pull may look: less when a lot has been passed over already. */
  private long room(Partition partition, Subscription s) {
    if (!partition.isKeyed()) {
      return Integer.MAX_VALUE;
    }
    return Math.max(0, Math.min(rules.scanMax(), rules.orderLookahead() - s.pendingCount()));
  }

  private int grant(
      Subscription s, ShardCommand.Consume command, long end, List<String> consumers) {
    List<LiveConsumer> live = new ArrayList<>(consumers.size());
    for (String id : consumers) {
      live.add(new LiveConsumer(id, s.leasesOf(id), Integer.MAX_VALUE));
    }
    long ready = end - s.cursor() + s.ready().size();
    // NB: a ready head of a key may stand for a whole run, so it must not bound the grant.
    long most = s.pendingCount() + end - s.cursor();
    int asking = consumers.indexOf(command.consumerId());
    if (ready <= 0 || command.limit() <= 0) {
      return 0;
    }
    int granted = rules.routing().grant(live, asking, most, command.limit());
    return Math.max(0, Math.min(granted, command.limit()));
  }
}
