package io.hotswap.store.redis;

import io.hotswap.store.redis.ShardSide.Mark;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the server acknowledged to this node, in a file of this node, so that a node that starts
 * again can tell that the server lost it. Written now and then: it may be behind, never ahead.
 *
 * @param store id of the store, null if none was seen
 * @param shards the last acknowledged of each
 */
record Marks(String store, Map<Integer, Mark> shards) {
  private static final String FILE = "marks.json";

  /** Those of no store yet. */
  static Marks none() {
    return new Marks(null, Map.of());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Marks marks
        && Objects.equals(marks.store, store)
        && marks.shards.equals(shards);
  }

  @Override
  public int hashCode() {
    return Objects.hash(store, shards);
  }

  /** Blocking. */
  static Marks load(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return none();
    }
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      Map<Integer, Mark> shards = new TreeMap<>();
      for (Map.Entry<String, Object> entry : json.getJsonObject("shards")) {
        JsonArray mark = (JsonArray) entry.getValue();
        shards.put(
            Integer.parseInt(entry.getKey()),
            new Mark(mark.getLong(0), mark.getLong(1), mark.getLong(2)));
      }
      return new Marks(json.getString("store"), shards);
    } catch (RuntimeException damaged) {
      throw new IOException(
          file
              + ": unreadable (expected: as this plugin wrote it; without it losses of the server"
              + " are not noticed): "
              + damaged.getMessage(),
          damaged);
    }
  }

  /** Blocking; whole or not at all. */
  void save(Path directory) throws IOException {
    JsonObject all = new JsonObject();
    shards.forEach(
        (shard, mark) ->
            all.put(
                String.valueOf(shard),
                new JsonArray().add(mark.epoch()).add(mark.seq()).add(mark.factsEnd())));
    byte[] text =
        new JsonObject()
            .put("store", store)
            .put("shards", all)
            .encode()
            .getBytes(StandardCharsets.UTF_8);
    Path next = directory.resolve(FILE + ".next");
    Files.write(next, text);
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        next,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
