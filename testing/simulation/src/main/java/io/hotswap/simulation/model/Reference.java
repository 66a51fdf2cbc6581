package io.hotswap.simulation.model;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.Place;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.Judge;
import io.hotswap.simulation.world.SimStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The naive fold over all durable facts. Beside it goes the broker's own fold, so that its figures
 * can be compared and its bytes with those of the live owner.
 */
public final class Reference implements SimStore.Watcher {
  /** Appends of a shard after which its state is read from a snapshot. */
  private static final int RESTORED_EVERY = 8;

  private final Judge judge;
  private final Done done;
  private final LeaseRules leases;
  private final EntryRules entries;
  private final DealRules deals;
  private final PlaceRules places;
  private final Likeness likeness;
  private final TimeRules times;
  private final Times clock;
  private final Map<String, RefPartition> partitions = new TreeMap<>();
  private final List<ShardState> states = new ArrayList<>();

  /** The same, but from time to time written as a snapshot and read again. */
  private final List<ShardState> restored = new ArrayList<>();

  private final List<Map<Long, Map<String, String>>> marks = new ArrayList<>();
  private final long[] turns;
  private long appends;
  private long hash;

  public Reference(Judge judge, Asked asked, DurableLog log, Times clock, int shards) {
    this.judge = judge;
    this.clock = clock;
    this.done = new Done(judge);
    this.leases = new LeaseRules(judge, asked, done);
    this.entries = new EntryRules(judge, asked, log, clock.latest());
    this.places = new PlaceRules(judge, asked, clock.latest());
    this.likeness = new Likeness(judge);
    this.times = new TimeRules(judge, clock.earliest());
    this.deals = new DealRules(judge, asked);
    this.turns = new long[shards];
    for (int i = 0; i < shards; i++) {
      states.add(new ShardState());
      restored.add(new ShardState());
      marks.add(new HashMap<>());
    }
  }

  Done done() {
    return done;
  }

  DealRules deals() {
    return deals;
  }

  EntryRules entries() {
    return entries;
  }

  public Collection<RefPartition> partitions() {
    return partitions.values();
  }

  RefPartition partition(long topicUid, int partition) {
    return partitions.get(topicUid + "/" + partition);
  }

  /** The same for the same facts and messages: for whether a seed does the same again. */
  public long hash() {
    return hash;
  }

  public long appends() {
    return appends;
  }

  /** How many appends each shard has. */
  long[] turns() {
    return turns.clone();
  }

  /** The time of the last fact of each shard. */
  List<Long> lastTimes() {
    return states.stream().map(ShardState::lastTime).toList();
  }

  /** What the broker's own fold comes to. */
  public byte[] bytes(int shard) {
    return Sections.snapshot(states.get(shard));
  }

  /** Sections of the state right after a marker, or null. */
  public Map<String, String> digest(int shard, long position) {
    return marks.get(shard).get(position);
  }

  @Override
  public void durable(int shard, long epoch, List<StreamAppend> batch) {
    appends++;
    Turn turn = new Turn(shard, epoch, ++turns[shard], clock.nanos().getAsLong());
    for (StreamAppend append : batch) {
      hash = hash * 31 + append.stream().hashCode();
      for (ByteBuffer record : append.records().toList()) {
        hash = hash * 31 + record.hashCode();
        if (append.stream().isFacts()) {
          apply(turn, FactCodec.decode(record.duplicate()));
        }
      }
    }
    close(turn);
  }

  private void apply(Turn turn, StampedFact stamped) {
    ShardState state = states.get(turn.shard);
    judge.require(
        stamped.timeMillis() >= state.lastTime(), "shard " + turn.shard + ": time went back");
    turn.time = stamped.timeMillis();
    Fact fact = stamped.fact();
    judge.tally().count("fact " + fact.getClass().getSimpleName());
    if (fact instanceof Fact.TookOver f) {
      tookOver(turn, f, state);
    }
    state.apply(stamped);
    restored.get(turn.shard).apply(stamped);
    if (fact instanceof Fact.Marked) {
      marks.get(turn.shard).put(state.position() - 1, Sections.digest(state));
    } else if (!ofMessages(turn, fact) && !ofLeases(turn, fact)) {
      ofSubscriptions(turn, fact);
    }
  }

  private void tookOver(Turn turn, Fact.TookOver f, ShardState state) {
    judge.require(
        f.epoch() == turn.epoch && f.epoch() > state.epoch(),
        "shard " + turn.shard + ": took over with epoch " + f.epoch() + " after " + state.epoch());
    long away = state.lastTime() == 0 ? 0 : turn.time - state.lastTime();
    cells(turn.shard)
        .forEach(
            cell -> {
              cell.deadline += cell.is(State.LEASED) ? away : 0;
              cell.due += cell.is(State.WAITING) ? away : 0;
            });
  }

  private Stream<Cell> cells(int shard) {
    return partitions.values().stream()
        .filter(p -> p.shard == shard)
        .flatMap(p -> p.subscriptions.values().stream())
        .flatMap(s -> s.cells.values().stream());
  }

  private boolean ofMessages(Turn turn, Fact fact) {
    if (fact instanceof Fact.Configured f) {
      configured(turn, f);
    } else if (fact instanceof Fact.Dropped f) {
      partitions.remove(f.topicUid() + "/" + f.partition());
    } else if (fact instanceof Fact.Published f) {
      RefPartition p = known(turn, f.topicUid(), f.partition());
      p.largest = Math.max(p.largest, f.bytes());
      entries.published(turn, p, f);
      touch(turn, p);
    } else if (fact instanceof Fact.Scheduled f) {
      entries.scheduled(turn, known(turn, f.topicUid(), f.partition()), f);
    } else if (fact instanceof Fact.Entered f) {
      entries.entered(turn, known(turn, f.topicUid(), f.partition()), f);
    } else if (fact instanceof Fact.Cancelled f) {
      entries.cancelled(known(turn, f.topicUid(), f.partition()), f);
    } else if (fact instanceof Fact.Unroutable f) {
      entries.unroutable(turn, known(turn, f.topicUid(), f.partition()), f);
    } else if (fact instanceof Fact.Trimmed f) {
      RefPartition p = known(turn, f.topicUid(), f.partition());
      places.trimmed(p, f);
      p.trim(f.before());
      touch(turn, p);
    } else {
      return false;
    }
    return true;
  }

  private void configured(Turn turn, Fact.Configured f) {
    TopicView topic = f.topic();
    RefPartition known = partition(topic.uid(), f.partition());
    if (known != null) {
      judge.require(topic.version() > known.topic.version(), known.name() + ": settings went back");
      known.configure(topic);
      return;
    }
    RefPartition fresh = new RefPartition(turn.shard, topic, f.partition());
    partitions.put(topic.uid() + "/" + f.partition(), fresh);
    if (fresh.isQueue()) {
      SubscriptionView view =
          new SubscriptionView(
              topic.uid(),
              topic.name(),
              Partition.QUEUE_GROUP,
              0,
              1,
              topic.createdAtMillis(),
              SubscriptionSettings.DEFAULT);
      fresh.subscriptions.put(0, new RefSubscription(view, 0, 0, 0));
    }
  }

  private boolean ofLeases(Turn turn, Fact fact) {
    if (fact instanceof Fact.Leased f) {
      at(turn, f.place(), (p, s) -> leases.leased(turn, p, s, f));
    } else if (fact instanceof Fact.Acked f) {
      at(turn, f.place(), (p, s) -> leases.acked(turn, p, s, f));
    } else if (fact instanceof Fact.Returned f) {
      at(turn, f.place(), (p, s) -> leases.returned(turn, p, s, f));
    } else if (fact instanceof Fact.Due f) {
      at(turn, f.place(), (p, s) -> leases.due(turn, p, s, f));
    } else if (fact instanceof Fact.Extended f) {
      at(turn, f.place(), (p, s) -> leases.extended(turn, p, s, f));
    } else if (fact instanceof Fact.Condemned f) {
      at(turn, f.place(), (p, s) -> leases.condemned(p, s, f));
    } else if (fact instanceof Fact.KeyClosed f) {
      at(turn, f.place(), (p, s) -> leases.closed(p, s, f));
    } else if (fact instanceof Fact.Unparked f) {
      at(turn, f.place(), (p, s) -> leases.unparked(s));
    } else if (fact instanceof Fact.Ended f) {
      at(turn, f.place(), (p, s) -> leases.ended(turn, p, s, f));
    } else {
      return false;
    }
    return true;
  }

  private void ofSubscriptions(Turn turn, Fact fact) {
    if (fact instanceof Fact.Subscribed f) {
      RefPartition p = known(turn, f.view().topicUid(), f.partition());
      RefSubscription s = new RefSubscription(f.view(), f.start(), p.first, p.end());
      s.generation = p.generationOf(f.view().number());
      places.subscribed(p, f);
      judge.require(
          p.subscriptions.put(f.view().number(), s) == null, "subscribed twice: " + f.view());
      touch(turn, p);
    } else if (fact instanceof Fact.Resubscribed f) {
      RefPartition p = known(turn, f.view().topicUid(), f.partition());
      p.subscriptions.get(f.view().number()).configure(f.view());
    } else if (fact instanceof Fact.Unsubscribed f) {
      at(turn, f.place(), (p, s) -> p.unsubscribed(s));
    } else if (fact instanceof Fact.Sought f) {
      at(
          turn,
          f.place(),
          (p, s) -> {
            places.sought(p, s, f);
            s.seek(f.start(), p.first, p.end());
          });
    } else if (fact instanceof Fact.Prepared f) {
      deals.prepared(turn, f, this::hold);
    } else if (fact instanceof Fact.Decided f) {
      deals.decided(f);
    } else if (fact instanceof Fact.Resolved f) {
      Fact.Prepared part = deals.resolved(turn, f);
      if (part != null) {
        part.acks().forEach(hold -> letGo(turn, hold, f.id()));
      }
    }
  }

  private void hold(Fact.Hold hold, String id) {
    Place place = hold.place();
    RefPartition p = partition(place.topicUid(), place.partition());
    for (int i = 0; i < hold.offsets().size(); i++) {
      Cell cell = p.subscriptions.get(place.subscription()).cells.get(hold.offsets().get(i));
      judge.require(
          cell.is(State.LEASED) && cell.holder == null,
          id + " holds " + p.name() + " " + hold.offsets().get(i) + ", which is " + cell.state);
      cell.holder = id;
    }
  }

  private void letGo(Turn turn, Fact.Hold hold, String id) {
    Place place = hold.place();
    RefPartition p = partition(place.topicUid(), place.partition());
    RefSubscription s = p == null ? null : p.subscriptions.get(place.subscription());
    for (int i = 0; s != null && i < hold.offsets().size(); i++) {
      Cell cell = s.cells.get(hold.offsets().get(i));
      if (cell != null && id.equals(cell.holder)) {
        cell.holder = null;
        cell.letGo = turn.number;
      }
    }
  }

  private interface AtPlace {
    void apply(RefPartition p, RefSubscription s);
  }

  private void at(Turn turn, Place place, AtPlace action) {
    RefPartition p = known(turn, place.topicUid(), place.partition());
    RefSubscription s = p.subscriptions.get(place.subscription());
    if (s == null) {
      judge.fail("nobody reads " + p.name() + " as number " + place.subscription());
      return;
    }
    action.apply(p, s);
    touch(turn, p);
  }

  private RefPartition known(Turn turn, long topicUid, int partition) {
    RefPartition p = partition(topicUid, partition);
    if (p == null || p.shard != turn.shard) {
      throw new IllegalStateException(
          "shard " + turn.shard + " has no partition " + partition + " of " + topicUid);
    }
    return p;
  }

  private static void touch(Turn turn, RefPartition p) {
    turn.touched.add(p.topic.uid() + "/" + p.partition);
  }

  private void close(Turn turn) {
    turn.atEnd.forEach(Runnable::run);
    deals.closed(turn);
    judge.require(turn.unwanted.isEmpty(), "nobody wants, and nobody says so: " + turn.unwanted);
    same("dead letters", turn.deaths, turn.graves);
    same("replayed", turn.exhumed, turn.revived);
    for (String name : turn.touched) {
      RefPartition p = partitions.get(name);
      if (p != null) {
        likeness.require(p, states.get(turn.shard));
        likeness.require(p, restored.get(turn.shard));
      }
    }
    times.look(turn, partitions.values());
    if (turn.number % RESTORED_EVERY == 0 || deals.inDoubt()) {
      restore(turn.shard);
    }
  }

  /** Same facts, same state: also of one that was read from a snapshot in between. */
  private void restore(int shard) {
    byte[] bytes = bytes(shard);
    judge.require(
        Arrays.equals(bytes, Sections.snapshot(restored.get(shard))),
        "shard " + shard + ": a state that was restored is another one some facts later");
    restored.set(shard, Sections.restore(bytes));
  }

  private void same(String what, List<String> promised, List<String> there) {
    promised.sort(null);
    there.sort(null);
    judge.require(promised.equals(there), what + ": " + there + " (expected: " + promised + ")");
  }
}
