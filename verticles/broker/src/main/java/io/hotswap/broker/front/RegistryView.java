package io.hotswap.broker.front;

import io.hotswap.contracts.broker.TopicView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A copy of the registry that any thread may read; as new as this version's shard 0. */
public final class RegistryView {
  private record Copy(Map<String, TopicView> byName, Map<Long, TopicView> byUid) {}

  private volatile Copy copy = new Copy(Map.of(), Map.of());

  /** Replaces the copy as a whole. */
  public void accept(List<TopicView> topics) {
    Map<String, TopicView> byName = new HashMap<>();
    Map<Long, TopicView> byUid = new HashMap<>();
    for (TopicView topic : topics) {
      byName.put(topic.name(), topic);
      byUid.put(topic.uid(), topic);
    }
    copy = new Copy(byName, byUid);
  }

  /** Null if the copy has none. */
  TopicView byName(String name) {
    return copy.byName().get(name);
  }

  /** Null if the copy has none. */
  TopicView byUid(long uid) {
    return copy.byUid().get(uid);
  }
}
