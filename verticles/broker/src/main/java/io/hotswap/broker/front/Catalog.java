package io.hotswap.broker.front;

import io.hotswap.contracts.broker.TopicSettings.DeadLetter;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.message.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics there are at one moment, dead letter topics among them: these follow from the topics
 * they belong to and are found before they have an entry.
 */
final class Catalog {
  static final Catalog EMPTY = new Catalog(List.of());

  private final Map<String, TopicView> byName = new HashMap<>();
  private final Map<Long, TopicView> byUid = new HashMap<>();

  /** Topics that name their dead letter topic themselves, by that name. */
  private final Map<String, TopicView> byQueue = new HashMap<>();

  Catalog(List<TopicView> topics) {
    for (TopicView topic : topics) {
      byName.put(topic.name(), topic);
      byUid.put(topic.uid(), topic);
      DeadLetter entries = topic.settings().deadLetter();
      if (entries.enabled() && entries.queue() != null) {
        byQueue.putIfAbsent(entries.queue(), topic);
      }
    }
  }

  /** Null if there is none. */
  TopicView byName(String name) {
    TopicView known = byName.get(name);
    if (known != null) {
      return newest(known);
    }
    TopicView base = deadLettersOf(name);
    return base == null ? null : base.deadLetterTopic();
  }

  /** Null if there is none. */
  TopicView byUid(long uid) {
    TopicView known = byUid.get(uid);
    if (known != null) {
      return newest(known);
    }
    TopicView base = byUid.get(baseOf(uid));
    return base == null ? null : base.deadLetterTopic();
  }

  /** The topic whose dead letters go to a topic of this name; null if none do. */
  TopicView deadLettersOf(String name) {
    TopicView base = byQueue.get(name);
    if (base == null && name.endsWith(Limits.RESERVED_SUFFIX)) {
      base = byName.get(name.substring(0, name.length() - Limits.RESERVED_SUFFIX.length()));
    }
    boolean theirs =
        base != null
            && base.settings().deadLetter().enabled()
            && base.deadLetterName().equals(name);
    return theirs ? base : null;
  }

  /** The dead letter topic of this one as the registry has it; null before its first entry. */
  TopicView registeredDeadLetters(TopicView base) {
    return byUid.get(base.deadLetterTopic().uid());
  }

  /** What the registry has of a dead letter topic is as old as its first entry. */
  private TopicView newest(TopicView known) {
    TopicView base = known.holdsDeadLetters() ? byUid.get(known.baseUid()) : null;
    return base == null ? known : base.deadLetterTopic();
  }

  private static long baseOf(long uid) {
    return new TopicView(uid, "", 0, 0, 0, null).baseUid();
  }
}
