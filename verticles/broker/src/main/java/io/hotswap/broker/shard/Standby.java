package io.hotswap.broker.shard;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A state that follows the log: opened from snapshot and facts, it applies and decides nothing. */
final class Standby implements Follower {
  private static final int PAGE_RECORDS = 2000;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int CREDIT = 4096;

  private final ShardServices services;
  private final StreamId facts;
  private final BiConsumer<Long, Map<String, String>> marked;
  private final Consumer<Throwable> broken;
  private ShardState state;
  private Follower.Handle handle;
  private boolean closed;
  private boolean dropped;

  /** Whether the registry changed since it was last published. */
  private boolean topicsChanged;

  /**
   * Starts from a state, or from the newest snapshot if null.
   *
   * @param broken hears, once, that following has ended by itself
   */
  Standby(
      ShardServices services,
      int shard,
      ShardState state,
      BiConsumer<Long, Map<String, String>> marked,
      Consumer<Throwable> broken) {
    this.services = services;
    this.facts = StreamId.facts(shard);
    this.state = state;
    this.marked = marked;
    this.broken = broken;
  }

  ShardState state() {
    return state;
  }

  long position() {
    return state == null ? 0 : state.position();
  }

  /** Loads what there is up to the end of the log as of now. */
  Future<Void> open() {
    Future<ShardState> opened =
        state != null ? Future.succeededFuture(state) : loaded(services.store());
    return opened.compose(
        ready -> {
          state = ready;
          return services.store().end(facts).compose(this::readTo);
        });
  }

  private Future<ShardState> loaded(LogStore store) {
    return store
        .loadSnapshot(facts.shard())
        .map(snapshot -> snapshot.map(Snapshots::restore).orElseGet(ShardState::new));
  }

  /** Applies the log up to {@code end}, a page at a time. */
  Future<Void> readTo(long end) {
    if (dropped) {
      return Future.failedFuture(noLonger());
    }
    if (state.position() >= end) {
      publishTopics();
      return Future.succeededFuture();
    }
    return services
        .store()
        .read(facts, state.position(), PAGE_RECORDS, PAGE_BYTES)
        .compose(
            page -> {
              if (dropped) {
                return Future.failedFuture(noLonger());
              }
              if (page.isEmpty()) {
                return Future.failedFuture(
                    new IllegalStateException(
                        facts + " ends at " + state.position() + " (expected: " + end + ")"));
              }
              page.forEach(this::apply);
              return readTo(end);
            });
  }

  /** Applies what comes from now on. */
  Future<Void> follow() {
    return services
        .store()
        .follow(facts, state.position(), this)
        .map(
            following -> {
              handle = following;
              if (closed) {
                following.close();
              } else {
                following.request(CREDIT);
              }
              if (dropped) {
                throw noLonger();
              }
              return null;
            });
  }

  /** Follows no more; what it has read can still be gone on from. */
  void close() {
    closed = true;
    if (handle != null) {
      handle.close();
    }
  }

  /** Closes for good: what it is reading fails. */
  void drop() {
    dropped = true;
    close();
  }

  private IllegalStateException noLonger() {
    return new IllegalStateException(facts + " is no longer followed");
  }

  @Override
  public void onRecords(List<StoredRecord> records) {
    if (closed) {
      return;
    }
    try {
      records.forEach(this::apply);
      if (topicsChanged) {
        publishTopics();
      }
    } catch (RuntimeException unreadable) {
      close();
      broken.accept(unreadable);
      return;
    }
    if (handle != null) {
      handle.request(records.size());
    }
  }

  @Override
  public void onError(Throwable error) {
    if (!closed) {
      closed = true;
      broken.accept(error);
    }
  }

  private void apply(StoredRecord record) {
    if (record.offset() != state.position()) {
      throw new IllegalStateException(
          facts + ": fact " + record.offset() + " (expected: " + state.position() + ")");
    }
    StampedFact stamped = FactCodec.decode(record.bytes());
    state.apply(stamped);
    services.factsReplayed().incrementAndGet();
    Fact fact = stamped.fact();
    if (fact instanceof Fact.Marked) {
      marked.accept(record.offset(), Sections.digest(state));
    } else if (fact instanceof Fact.TopicCreated
        || fact instanceof Fact.TopicUpdated
        || fact instanceof Fact.TopicDeleted) {
      topicsChanged = true;
    }
  }

  private void publishTopics() {
    topicsChanged = false;
    if (facts.shard() == 0) {
      services.topics().accept(state.registry().topics());
    }
  }
}
