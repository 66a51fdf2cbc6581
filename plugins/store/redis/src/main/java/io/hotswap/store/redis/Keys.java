package io.hotswap.store.redis;

import io.hotswap.contracts.log.StreamId;

/** Names of the keys: all of a shard share one hash tag, so that a script may touch them all. */
record Keys(String prefix) {
  /** Field of the facts in the ends of a shard. */
  static final String FACTS = field(StreamId.facts(0));

  String store() {
    return prefix + ":store";
  }

  String own(int shard) {
    return shard(shard) + "own";
  }

  String ends(int shard) {
    return shard(shard) + "ends";
  }

  String stream(StreamId id) {
    return shard(id.shard()) + "stream:" + field(id);
  }

  String snapshots(int shard) {
    return shard(shard) + "snapshots";
  }

  String snapshot(int shard, String name) {
    return shard(shard) + "snapshot:" + name;
  }

  /** Field of a stream in the ends of its shard. */
  static String field(StreamId id) {
    return id.topicUid() + ":" + id.partition();
  }

  /** Entries are named by the offset of their first record; none may be 0-0. */
  static String entry(long offset) {
    return (offset + 1) + "-0";
  }

  private String shard(int shard) {
    return "{" + prefix + ":" + shard + "}:";
  }
}
