package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.broker.core.state.PartitionId;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.broker.core.state.Subscription;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.log.Records;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one batch of commands decided: applied to the state already, not yet in the log. */
public final class Outbox {
  /** Messages for one stream. */
  public record Messages(long firstOffset, List<Records> blocks) {}

  /** A consumer that let a deadline pass. */
  public record Silent(Subscription subscription, String consumer) {}

  /** A subscription that may have something ready now. */
  public record Touched(Partition partition, Subscription subscription) {}

  private final ShardState state;
  private final long timeMillis;
  private final long firstFact;
  private final List<ByteBuffer> facts = new ArrayList<>();
  private final Map<PartitionId, Messages> messages = new LinkedHashMap<>();
  private final Map<PartitionId, Messages> delayed = new LinkedHashMap<>();
  private final Set<Touched> touched = new LinkedHashSet<>();
  private final Set<Partition> touchedAll = new LinkedHashSet<>();
  private final List<Touched> gone = new ArrayList<>();
  private final Set<Silent> silent = new LinkedHashSet<>();
  private final List<Partition> dropped = new ArrayList<>();
  private final List<TopicView> announced = new ArrayList<>();
  private final Counts counts = new Counts();
  private long bytes;
  private boolean registryChanged;
  private boolean grows;

  Outbox(ShardState state, long timeMillis) {
    this.state = state;
    this.timeMillis = timeMillis;
    this.firstFact = state.position();
  }

  /** Of all facts and messages in it. */
  public long timeMillis() {
    return timeMillis;
  }

  /** Offset of the first fact. */
  public long firstFact() {
    return firstFact;
  }

  public List<ByteBuffer> facts() {
    return facts;
  }

  public Map<PartitionId, Messages> messages() {
    return messages;
  }

  /** Messages that wait for their delivery time; first offsets are numbers. */
  public Map<PartitionId, Messages> delayed() {
    return delayed;
  }

  public Set<Touched> touched() {
    return touched;
  }

  /** Partitions of which any subscription may have something ready now. */
  public Set<Partition> touchedAll() {
    return touchedAll;
  }

  /** Subscriptions that were deleted. */
  public List<Touched> gone() {
    return gone;
  }

  /** Consumers that let a deadline pass. */
  public Set<Silent> silent() {
    return silent;
  }

  /** Dead letter topics that got their first entry here. */
  public List<TopicView> announced() {
    return announced;
  }

  public Counts counts() {
    return counts;
  }

  /** Partitions dropped, as they were. */
  public List<Partition> dropped() {
    return dropped;
  }

  public long bytes() {
    return bytes;
  }

  public boolean registryChanged() {
    return registryChanged;
  }

  public boolean isEmpty() {
    return facts.isEmpty();
  }

  /**
   * Whether a log that is nearly full should take it: acks, and what was promised before, as the
   * messages of a committed transaction and dead letters, which leave where they were.
   */
  public boolean isEssential() {
    return !grows;
  }

  /** Messages come in that nobody was promised anything about yet, or that can wait. */
  void grow() {
    grows = true;
  }

  void emit(Fact fact) {
    ByteBuffer encoded = FactCodec.encode(timeMillis, fact);
    state.apply(new StampedFact(timeMillis, fact));
    facts.add(encoded);
    bytes += encoded.remaining();
  }

  void store(Partition partition, Records records) {
    messages
        .computeIfAbsent(partition.id(), id -> new Messages(partition.end(), new ArrayList<>()))
        .blocks()
        .add(records);
    bytes += records.size();
  }

  void delay(Partition partition, long firstNumber, Records records) {
    delayed
        .computeIfAbsent(partition.id(), id -> new Messages(firstNumber, new ArrayList<>()))
        .blocks()
        .add(records);
    bytes += records.size();
  }

  void touch(Partition partition, Subscription subscription) {
    touched.add(new Touched(partition, subscription));
  }

  void touchAll(Partition partition) {
    touchedAll.add(partition);
  }

  void gone(Partition partition, Subscription subscription) {
    gone.add(new Touched(partition, subscription));
    touched.remove(new Touched(partition, subscription));
  }

  void silent(Subscription subscription, String consumer) {
    silent.add(new Silent(subscription, consumer));
  }

  void announce(TopicView topic) {
    announced.add(topic);
  }

  void drop(Partition partition) {
    dropped.add(partition);
    // NB: messages of this very batch stay in it: their facts precede the drop.
    touched.removeIf(t -> t.partition() == partition);
    touchedAll.remove(partition);
  }

  void changeRegistry() {
    registryChanged = true;
  }
}
