package io.hotswap.broker.core.state;

import io.hotswap.contracts.broker.TopicView;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The topics by name, kept by shard 0. */
public final class Registry {
  long nextUid = 1;
  final TreeMap<String, TopicView> byName = new TreeMap<>();
  private final Map<Long, String> nameOf = new HashMap<>();

  /** The uid that the next topic gets; it never recurs. */
  public long nextUid() {
    return nextUid;
  }

  /** Null if there is none. */
  public TopicView topic(String name) {
    return byName.get(name);
  }

  public Collection<TopicView> topics() {
    return Collections.unmodifiableCollection(byName.values());
  }

  void put(TopicView topic) {
    byName.put(topic.name(), topic);
    nameOf.put(topic.uid(), topic.name());
    nextUid = Math.max(nextUid, topic.uid() + 1);
  }

  void remove(long uid) {
    byName.remove(nameOf.remove(uid));
  }
}
