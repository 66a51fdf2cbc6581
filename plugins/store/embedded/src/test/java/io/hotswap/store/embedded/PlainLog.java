package io.hotswap.store.embedded;

import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.log.LogFixtures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a log must contain, in plain lists; each change makes another one. */
record PlainLog(
    Map<StreamId, List<String>> texts, Map<StreamId, Long> firsts, long epoch, long snapshotAt) {
  private static final long NONE = -1;

  PlainLog() {
    this(Map.of(), Map.of(), 0, NONE);
  }

  long end(StreamId id) {
    return texts.getOrDefault(id, List.of()).size();
  }

  PlainLog claimed() {
    return new PlainLog(texts, firsts, epoch + 1, snapshotAt);
  }

  PlainLog appended(StreamId id, String... more) {
    Map<StreamId, List<String>> next = new HashMap<>(texts);
    List<String> all = new ArrayList<>(texts.getOrDefault(id, List.of()));
    all.addAll(List.of(more));
    next.put(id, all);
    return new PlainLog(next, firsts, epoch, snapshotAt);
  }

  PlainLog trimmed(StreamId id, long before) {
    Map<StreamId, Long> next = new HashMap<>(firsts);
    next.merge(id, before, Math::max);
    return new PlainLog(texts, next, epoch, snapshotAt);
  }

  PlainLog forgotten(StreamId id) {
    Map<StreamId, List<String>> next = new HashMap<>(texts);
    next.remove(id);
    Map<StreamId, Long> nextFirsts = new HashMap<>(firsts);
    nextFirsts.remove(id);
    return new PlainLog(next, nextFirsts, epoch, snapshotAt);
  }

  PlainLog saved(long position) {
    return new PlainLog(texts, firsts, epoch, Math.max(snapshotAt, position));
  }

  @Override
  public String toString() {
    return content().toString();
  }

  /** In the words of {@link Shape#contentOf}. */
  Map<String, List<String>> content() {
    Map<String, List<String>> content = new TreeMap<>();
    for (StreamId id : Shape.STREAMS) {
      long first = firsts.getOrDefault(id, 0L);
      List<String> all = texts.getOrDefault(id, List.of());
      List<String> said = new ArrayList<>(List.of(first + ".." + all.size()));
      all.subList((int) first, all.size()).forEach(text -> said.add(Shape.brief(text)));
      content.put(id.toString(), said);
    }
    Optional<Object> saved =
        snapshotAt == NONE
            ? Optional.empty()
            : Optional.of(LogFixtures.snapshot(0, snapshotAt, "at " + snapshotAt));
    content.put("snapshot", List.of(saved.toString()));
    content.put("epoch", List.of(Long.toString(epoch)));
    return content;
  }
}
