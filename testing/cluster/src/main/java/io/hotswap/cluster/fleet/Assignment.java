package io.hotswap.cluster.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.torture.Desk;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cluster as one node tells it.
 *
 * @param states of the nodes it knows, by id
 * @param owned shards that each says it owns, by id
 */
public record Assignment(Map<String, String> states, Map<String, Set<Integer>> owned) {
  private static final String SERVING = "Serving";

  /** Empty if the node does not answer. */
  static Assignment ask(Desk desk) {
    Desk.Answer answer = desk.get("/api/v1/brokers?limit=1000");
    return of(answer.good() ? answer.body().path("items") : answer.body().path("none"));
  }

  static Assignment of(JsonNode items) {
    Map<String, String> states = new TreeMap<>();
    Map<String, Set<Integer>> owned = new TreeMap<>();
    for (JsonNode item : items) {
      String id = item.path("id").asText();
      states.put(id, item.path("state").asText());
      Set<Integer> shards = owned.computeIfAbsent(id, fresh -> new TreeSet<>());
      for (JsonNode shard : item.path("shards")) {
        if (shard.path("role").asText().equals("owner")) {
          shards.add(shard.path("id").asInt());
        }
      }
    }
    return new Assignment(states, owned);
  }

  /** Whether these nodes serve, each shard has one owner among them, and others own nothing. */
  boolean isSettled(Collection<String> ids, int shards) {
    Set<Integer> all = new TreeSet<>();
    int count = 0;
    for (Map.Entry<String, Set<Integer>> each : owned.entrySet()) {
      if (!ids.contains(each.getKey()) && !each.getValue().isEmpty()) {
        return false;
      }
      all.addAll(each.getValue());
      count += each.getValue().size();
    }
    boolean serving = ids.stream().allMatch(id -> SERVING.equals(states.get(id)));
    return serving && all.size() == shards && count == shards;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    states.forEach(
        (id, state) ->
            text.append(text.isEmpty() ? "" : "; ")
                .append(id)
                .append(' ')
                .append(state)
                .append(" owns ")
                .append(owned.get(id)));
    return text.isEmpty() ? "no answer" : text.toString();
  }
}
