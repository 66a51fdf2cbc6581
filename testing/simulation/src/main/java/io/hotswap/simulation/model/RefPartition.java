package io.hotswap.simulation.model;

import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.simulation.model.Cell.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One partition of a topic: its messages in order, and who reads them. */
final class RefPartition {
  /**
   * A message that entered, in short.
   *
   * @param failedIn the group that it was a dead letter of, or null
   */
  record Entry(
      String name,
      String key,
      int priority,
      long ttl,
      long publishedAt,
      String target,
      long origin,
      int bytes,
      String failedIn,
      long turn) {

    boolean isExpired(TopicSettings settings, long now) {
      long most = ttl == 0 ? settings.ttlMillis() : ttl;
      return most > 0 && publishedAt + most <= now;
    }
  }

  /** A message that waits for its delivery time. */
  static final class Delayed {
    final String name;
    final long due;

    /** Null while it waits; then where it went. */
    String end;

    /** How long it is overdue, as far as it is. */
    Delay delay;

    Delayed(String name, long due) {
      this.name = name;
      this.due = due;
    }
  }

  final int shard;
  final int partition;
  TopicView topic;
  long first;

  /** Bytes of the largest batch so far: retention takes or leaves batches. */
  long largest;

  final List<Entry> entries = new ArrayList<>();
  final List<Delayed> delayed = new ArrayList<>();
  final Map<String, List<Long>> byKey = new HashMap<>();
  final TreeMap<Integer, RefSubscription> subscriptions = new TreeMap<>();

  private int generations;
  private int numbers;

  /** When a message with this idempotency key was stored last. */
  final Map<String, Long> seen = new HashMap<>();

  /** Whether settings that some checks rely on never changed. */
  boolean steady = true;

  RefPartition(int shard, TopicView topic, int partition) {
    this.shard = shard;
    this.topic = topic;
    this.partition = partition;
  }

  void configure(TopicView newer) {
    steady &=
        newer.settings().deliveryGuarantee() == settings().deliveryGuarantee()
            && newer.settings().onKeyFailure() == settings().onKeyFailure()
            && newer.settings().routingStrategy().equals(settings().routingStrategy());
    topic = newer;
  }

  TopicSettings settings() {
    return topic.settings();
  }

  boolean isQueue() {
    return settings().type() == TopicType.Queue;
  }

  /** Whether subscriptions may have filters. */
  boolean hasFilters() {
    return settings().routingStrategy().equals("ContentBased");
  }

  boolean isKeyed() {
    return settings().ordering() == Ordering.Key;
  }

  long end() {
    return entries.size();
  }

  /** Of the messages that it keeps. */
  long bytes() {
    return entries.subList((int) first, entries.size()).stream().mapToLong(Entry::bytes).sum();
  }

  String name() {
    return topic.name() + "/" + partition;
  }

  StreamId messages() {
    return StreamId.messages(shard, topic.uid(), partition);
  }

  StreamId scheduled() {
    return StreamId.scheduled(shard, topic.uid(), partition);
  }

  void add(Entry entry) {
    long offset = entries.size();
    entries.add(entry);
    byKey
        .computeIfAbsent(entry.key() == null ? "" : entry.key(), k -> new ArrayList<>())
        .add(offset);
    subscriptions.values().forEach(s -> s.published(offset));
  }

  void trim(long before) {
    first = Math.max(first, before);
    for (RefSubscription s : subscriptions.values()) {
      s.cells
          .headMap(first)
          .values()
          .forEach(
              cell -> {
                if (!cell.state.isOver()) {
                  cell.over(State.TRIMMED);
                }
              });
    }
  }

  /** Earlier messages of the same key. */
  List<Long> before(long offset) {
    String key = entries.get((int) offset).key();
    if (key == null) {
      return List.of();
    }
    return byKey.get(key).stream().filter(o -> o < offset).toList();
  }

  /** Later messages of the same key. */
  List<Long> after(long offset) {
    String key = entries.get((int) offset).key();
    if (key == null) {
      return List.of();
    }
    return byKey.get(key).stream().filter(o -> o > offset).toList();
  }

  /** What the message at the offset is called: for one with a delivery time not its place. */
  MessageId called(long offset) {
    long origin = entries.get((int) offset).origin();
    return new MessageId(topic.uid(), partition, origin >= 0 ? origin : offset);
  }

  boolean hasWaiting() {
    return delayed.stream().anyMatch(d -> d.end == null);
  }

  /** One that comes back under its number must not honour the receipts of the one before. */
  int generationOf(int number) {
    int generation = number < numbers ? generations : 0;
    numbers = Math.max(numbers, number + 1);
    return generation;
  }

  void unsubscribed(RefSubscription s) {
    subscriptions.remove(s.view.number());
    generations = Math.max(generations, s.generation + 1);
  }
}
