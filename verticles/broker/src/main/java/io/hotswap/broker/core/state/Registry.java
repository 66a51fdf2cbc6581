package io.hotswap.broker.core.state;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.fact.TopicCodec;
import io.hotswap.contracts.broker.TopicView;
import java.util.List;
import java.util.TreeMap;

/** All topics by name, and the uid that the next one gets. Only shard 0 has anything in it. */
public final class Registry {
  private long nextUid = 1;
  private final TreeMap<String, TopicView> topics = new TreeMap<>();

  /** Never given twice, not even when its topic is gone. */
  public long nextUid() {
    return nextUid;
  }

  public int size() {
    return topics.size();
  }

  /** Null if there is none. */
  public TopicView topic(String name) {
    return topics.get(name);
  }

  public boolean has(long uid) {
    return topics.values().stream().anyMatch(topic -> topic.uid() == uid);
  }

  /** By name. */
  public List<TopicView> topics() {
    return List.copyOf(topics.values());
  }

  void put(TopicView topic) {
    topics.put(topic.name(), topic);
    // NB: a dead letter topic's uid follows from its base topic's.
    nextUid = Math.max(nextUid, topic.baseUid() + 1);
  }

  void remove(long uid) {
    topics.values().removeIf(topic -> topic.uid() == uid);
  }

  void write(ByteSink out) {
    out.number(nextUid).number(topics.size());
    topics.values().forEach(topic -> TopicCodec.write(out, topic));
  }

  void read(ByteSource in) {
    nextUid = in.number();
    for (int left = in.count(); left > 0; left--) {
      TopicView topic = TopicCodec.read(in);
      topics.put(topic.name(), topic);
    }
  }
}
