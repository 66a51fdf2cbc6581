package io.hotswap.node.cluster;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.node.config.NodeConfig.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node says of itself to all others, twice a second and whenever it gets or gives a shard.
 * Fields that are not known are passed over and those that are not there have defaults, as nodes of
 * several versions talk to each other.
 *
 * @param serial grows from beat to beat of one incarnation
 * @param shards of the store; 0 while it is not known
 * @param owned epochs of the shards it owns
 * @param link where others dial it
 */
record Beat(
    String incarnation,
    long serial,
    State state,
    int shards,
    Map<Integer, Long> owned,
    String link,
    String plugins,
    MemberView view) {
  /** What a node is up to. */
  enum State {
    /** Owns nothing yet. */
    Joining,
    Serving,
    /** Gives away what it owns. */
    Leaving,
    /** Sees less than half of the others. */
    Isolated,
    /** Has had no answer of the store for some time. */
    Stranded
  }

  Beat {
    owned = Map.copyOf(owned);
  }

  String node() {
    return view.node().id();
  }

  /** Whether shards may be given to it. */
  boolean ownsShards() {
    return (state == State.Serving || state == State.Isolated)
        && view.roles().contains(Role.broker.name());
  }

  Buffer encode() {
    NodeView node = view.node();
    BrokerStatus broker = view.broker();
    JsonArray epochs = new JsonArray();
    new TreeMap<>(owned).forEach((shard, epoch) -> epochs.add(shard).add(epoch));
    JsonArray status = new JsonArray();
    broker.shards().forEach(s -> status.add(s.id()).add(s.epoch()).add(s.role()));
    return new JsonObject()
        .put("incarnation", incarnation)
        .put("serial", serial)
        .put("state", state.name())
        .put("shards", shards)
        .put("owned", epochs)
        .put("link", link)
        .put("plugins", plugins)
        .put("id", node.id())
        .put("address", node.address())
        .put("version", node.version())
        .put("profile", node.profile())
        .put("cpu", node.cpu())
        .put("memory", node.memoryBytes())
        .put("disk", node.diskBytes())
        .put("uptime", node.uptimeMillis())
        .put("roles", new JsonArray(view.roles()))
        .put("problems", new JsonArray(view.problems()))
        .put("broker", broker.version())
        .put("status", status)
        .put("depth", broker.queueDepth())
        .put("consumers", broker.activeConsumers())
        .toBuffer();
  }

  /**
   * @param heardMillis when it came
   */
  static Beat decode(Buffer bytes, long heardMillis) {
    JsonObject json = bytes.toJsonObject();
    State state = State.valueOf(json.getString("state"));
    NodeView node =
        new NodeView(
            json.getString("id"),
            json.getString("address", ""),
            state.name(),
            json.getString("version", ""),
            json.getString("profile", ""),
            json.getDouble("cpu", -1.0),
            json.getLong("memory", 0L),
            json.getLong("disk", 0L),
            json.getLong("uptime", 0L));
    BrokerStatus broker =
        new BrokerStatus(
            json.getString("broker", ""),
            statuses(json.getJsonArray("status", new JsonArray())),
            json.getLong("depth", 0L),
            json.getInteger("consumers", 0));
    return new Beat(
        json.getString("incarnation"),
        json.getLong("serial"),
        state,
        json.getInteger("shards", 0),
        epochs(json.getJsonArray("owned", new JsonArray())),
        json.getString("link", ""),
        json.getString("plugins", ""),
        new MemberView(
            node,
            state.name(),
            texts(json.getJsonArray("roles", new JsonArray())),
            broker,
            texts(json.getJsonArray("problems", new JsonArray())),
            heardMillis));
  }

  private static Map<Integer, Long> epochs(JsonArray pairs) {
    Map<Integer, Long> epochs = new TreeMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      epochs.put(pairs.getInteger(i), pairs.getLong(i + 1));
    }
    return epochs;
  }

  private static List<BrokerStatus.ShardStatus> statuses(JsonArray triples) {
    List<BrokerStatus.ShardStatus> all = new ArrayList<>();
    for (int i = 0; i + 2 < triples.size(); i += 3) {
      all.add(
          new BrokerStatus.ShardStatus(
              triples.getInteger(i), triples.getLong(i + 1), triples.getString(i + 2)));
    }
    return all;
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(String::valueOf).toList();
  }
}
