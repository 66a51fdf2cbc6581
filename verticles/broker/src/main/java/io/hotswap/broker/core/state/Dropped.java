package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Partitions that are gone for good, with the end of their streams: a late command must not bring
 * one back at offset 0. The oldest are forgotten; by then nobody remembers their topic either.
 */
public final class Dropped {
  /** NB: part of format level 1, because it decides what is in a snapshot. */
  private static final int KEPT_MAX = 10_000;

  private final Map<PartitionId, Long> ends = new LinkedHashMap<>();

  public boolean contains(PartitionId id) {
    return ends.containsKey(id);
  }

  /** The last {@code count} dropped, with the ends of their streams. */
  public Map<PartitionId, Long> latest(int count) {
    List<PartitionId> ids = new ArrayList<>(ends.keySet());
    Map<PartitionId, Long> latest = new LinkedHashMap<>();
    ids.subList(Math.max(0, ids.size() - count), ids.size())
        .forEach(id -> latest.put(id, ends.get(id)));
    return latest;
  }

  void add(PartitionId id, long end) {
    ends.put(id, end);
    if (ends.size() > KEPT_MAX) {
      ends.remove(ends.keySet().iterator().next());
    }
  }

  void write(ByteSink out) {
    out.number(ends.size());
    ends.forEach((id, end) -> out.number(id.topicUid()).number(id.partition()).number(end));
  }

  void read(ByteSource in) {
    for (int left = in.count(); left > 0; left--) {
      ends.put(new PartitionId(in.number(), in.count()), in.number());
    }
  }
}
