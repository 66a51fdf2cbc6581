package io.hotswap.broker.core.state;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The ordering keys of a subscription that are held or have waiting messages. */
public final class KeyQueues {
  private final Map<Long, KeyQueue> byHash = new HashMap<>();
  private final TreeMap<Long, KeyQueue> freeByHead = new TreeMap<>();
  private long ready;
  private long blocked;

  /** Waiting messages of keys that nobody holds. */
  public long ready() {
    return ready;
  }

  /** Waiting messages of keys that somebody holds. */
  public long blocked() {
    return blocked;
  }

  /** Whether a message of this key that comes now has to wait behind others. */
  public boolean busy(long hash) {
    return byHash.containsKey(hash);
  }

  /** Whether somebody holds the key, or a message of it waits for its next attempt. */
  boolean held(long hash) {
    KeyQueue queue = byHash.get(hash);
    return queue != null && !queue.free();
  }

  /** Hashes of free keys with waiting messages, the one with the oldest message first. */
  public Iterable<Long> free() {
    return () -> freeByHead.values().stream().map(queue -> queue.hash).iterator();
  }

  /** Offsets of a key that wait, in order. */
  public NavigableSet<Long> waiting(long hash) {
    KeyQueue queue = byHash.get(hash);
    return queue == null ? new TreeSet<>() : queue.waiting;
  }

  void enqueue(long hash, long offset) {
    KeyQueue queue = unlink(hash);
    queue.waiting.add(offset);
    link(queue);
  }

  void lease(long hash, long offset) {
    KeyQueue queue = unlink(hash);
    queue.waiting.remove(offset);
    queue.leased++;
    link(queue);
  }

  void unlease(long hash) {
    KeyQueue queue = unlink(hash);
    queue.leased--;
    link(queue);
  }

  void delay(long hash) {
    KeyQueue queue = unlink(hash);
    queue.delayed++;
    link(queue);
  }

  void undelay(long hash) {
    KeyQueue queue = unlink(hash);
    queue.delayed--;
    link(queue);
  }

  /** Every waiting offset with its key, in order of offsets: the canonical form. */
  TreeMap<Long, Long> waitingByOffset() {
    TreeMap<Long, Long> all = new TreeMap<>();
    byHash.values().forEach(queue -> queue.waiting.forEach(o -> all.put(o, queue.hash)));
    return all;
  }

  private KeyQueue unlink(long hash) {
    KeyQueue queue = byHash.computeIfAbsent(hash, KeyQueue::new);
    if (!queue.free()) {
      blocked -= queue.waiting.size();
    } else if (!queue.waiting.isEmpty()) {
      freeByHead.remove(queue.waiting.first());
      ready -= queue.waiting.size();
    }
    return queue;
  }

  private void link(KeyQueue queue) {
    if (!queue.free()) {
      blocked += queue.waiting.size();
    } else if (queue.waiting.isEmpty()) {
      byHash.remove(queue.hash);
    } else {
      freeByHead.put(queue.waiting.first(), queue);
      ready += queue.waiting.size();
    }
  }
}
