package io.hotswap.simulation.model;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.simulation.model.Cell.State;
import io.hotswap.simulation.world.Judge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Holds what operators are told against what is durable at that moment. */
public final class Changes {
  private final Judge judge;
  private final Asked asked;
  private final Reference reference;

  public Changes(Judge judge, Asked asked, Reference reference) {
    this.judge = judge;
    this.asked = asked;
    this.reference = reference;
  }

  /** To be called before the seek; what it returns, when it is answered as done. */
  public Runnable seeking(SubscriptionView.Id id, StartAt to) {
    asked.seeking(id, new Asked.Seek(to, reference.lastTimes()));
    Map<RefSubscription, Integer> before = new LinkedHashMap<>();
    each(id, (p, s) -> before.put(s, s.generation));
    return () ->
        each(
            id,
            (p, s) ->
                judge.require(
                    before.getOrDefault(s, -1) < s.generation,
                    LeaseRules.named(p, s) + ": answered as gone elsewhere, and is where it was"));
  }

  /** To be called before; what it returns, when it is answered as done. */
  public Runnable resuming(SubscriptionView.Id id) {
    Map<Cell, Long> parked = new LinkedHashMap<>();
    each(
        id,
        (p, s) ->
            s.cells.values().stream()
                .filter(c -> c.is(State.PARKED))
                .forEach(c -> parked.put(c, c.since)));
    return () ->
        parked.forEach(
            (cell, since) ->
                judge.require(
                    !cell.is(State.PARKED) || cell.since != since,
                    "answered as resumed, and messages are parked: " + id));
  }

  /** To be called before; what it returns, when it is answered as done. */
  public Runnable leaving(String topic, String group, String consumer) {
    asked.leaving(consumer);
    long[] before = reference.turns();
    List<RefSubscription> there = new ArrayList<>();
    List<RefPartition> of = new ArrayList<>();
    for (RefPartition p : reference.partitions()) {
      for (RefSubscription s : p.subscriptions.values()) {
        if (p.topic.name().equals(topic) && s.view.group().equals(group)) {
          of.add(p);
          there.add(s);
        }
      }
    }
    return () -> {
      for (int i = 0; i < there.size(); i++) {
        long until = before[of.get(i).shard];
        judge.require(
            of.get(i).subscriptions.get(there.get(i).view.number()) != there.get(i)
                || there.get(i).cells.values().stream()
                    .noneMatch(
                        c ->
                            c.is(State.LEASED)
                                && c.holder == null
                                && c.letGo <= until
                                && c.consumer.equals(consumer)
                                && c.since <= until),
            LeaseRules.named(of.get(i), there.get(i)) + ": " + consumer + " left, with leases");
      }
    };
  }

  public void updated(TopicView topic) {
    for (RefPartition p : reference.partitions()) {
      judge.require(
          p.topic.uid() != topic.uid() || p.topic.version() >= topic.version(),
          p.name() + ": answered as changed, and is not");
    }
  }

  public void resubscribed(SubscriptionView view) {
    each(
        new SubscriptionView.Id(view.topicUid(), view.number()),
        (p, s) ->
            judge.require(
                s.view.version() >= view.version(),
                LeaseRules.named(p, s) + ": answered as changed, and is not"));
  }

  /** NB: a pull that knew it may have told the other partitions of it again. */
  public void unsubscribed(SubscriptionView.Id id) {
    RefPartition home = reference.partition(id.topicUid(), 0);
    judge.require(
        home == null || !home.subscriptions.containsKey(id.number()),
        "answered as removed, and is there: " + id);
  }

  /** Messages stand in the log as they were sent, one after the other. */
  public void browsed(int partition, BrokerPort.Browsed browsed) {
    long last = -1;
    for (BrokerPort.Browsed.Found found : browsed.messages()) {
      RefPartition p = reference.partition(found.id().topicUid(), partition);
      if (p != null) {
        boolean there =
            found.offset() < p.end()
                && p.entries.get((int) found.offset()).name().equals(Sent.name(found.record()));
        judge.require(there, p.name() + ": shown at " + found.offset() + ", and is not there");
        judge.require(
            last < 0 || found.offset() == last + 1, p.name() + ": not shown: " + (last + 1));
        last = found.offset();
      }
    }
  }

  /** The first invariant, as an operator sees it. */
  public void counted(TopicStats stats) {
    stats.subscriptions().forEach(s -> judge.require(s.whole(), "figures do not add up: " + s));
  }

  /** Entries are in the log. */
  public void listed(DeadLetters.Page page) {
    for (DeadLetters.Entry entry : page.entries()) {
      RefPartition p = reference.partition(entry.id().topicUid(), entry.id().partition());
      long offset = entry.id().offset();
      judge.require(
          p == null
              || (offset < p.end()
                  && p.entries.get((int) offset).name().equals(Sent.name(entry.record()))),
          "listed as a dead letter, and is not there: " + offset);
    }
  }

  private void each(SubscriptionView.Id id, BiConsumer<RefPartition, RefSubscription> action) {
    for (RefPartition p : reference.partitions()) {
      RefSubscription s = p.subscriptions.get(id.number());
      if (p.topic.uid() == id.topicUid() && s != null) {
        action.accept(p, s);
      }
    }
  }
}
