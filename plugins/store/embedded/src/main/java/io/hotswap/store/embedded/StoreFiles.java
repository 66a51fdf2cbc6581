package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import io.hotswap.store.embedded.disk.CheckedFile;
import io.hotswap.store.embedded.disk.Disk;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store is: its id and its number of shards, fixed when it is created.
 *
 * @param id random, so that bytes of another store are never taken for ours
 */
record StoreFiles(Path directory, long id, int shards) {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFiles.class);
  private static final String NAME = "store.json";

  /** Opens the store in the directory, or creates one if there is nothing. */
  static StoreFiles open(Disk disk, Path directory, int shards, RandomGenerator random)
      throws IOException {
    Path file = directory.resolve(NAME);
    Path wal = directory.resolve("wal");
    if (!disk.exists(file)) {
      disk.createDirectories(wal);
      disk.createDirectories(directory.resolve("snapshots"));
      if (disk.list(wal).stream().anyMatch(name -> name.endsWith(".seg"))) {
        throw new LogException(
            LogException.Kind.CORRUPT,
            file + " at byte 0: file missing (expected: one, as there are segments)");
      }
      create(disk, directory, shards, random);
    }
    JsonObject stored = CheckedFile.read(disk, file);
    int format = stored.getInteger("format");
    if (format != Layout.FORMAT) {
      throw new LogException(
          LogException.Kind.CORRUPT,
          "%s: format %d (expected: %d, or %s release)"
              .formatted(
                  file, format, Layout.FORMAT, format < Layout.FORMAT ? "an older" : "a newer"));
    }
    if (stored.getInteger("shards") != shards) {
      LOG.warn(
          "shards: {} is ignored (the store was created with {})",
          shards,
          stored.getInteger("shards"));
    }
    long id = Long.parseUnsignedLong(stored.getString("id"), 16);
    return new StoreFiles(directory, id, stored.getInteger("shards"));
  }

  /** The store exists once {@code store.json} does, which is written last. */
  private static void create(Disk disk, Path directory, int shards, RandomGenerator random)
      throws IOException {
    StoreFiles made = new StoreFiles(directory, random.nextLong(), shards);
    ControlFile.create(disk, made.control(), made.id());
    CheckedFile.write(
        disk,
        made.wal().resolve(Segments.MANIFEST),
        new JsonObject()
            .put("segments", new io.vertx.core.json.JsonArray())
            .put("dropped", new io.vertx.core.json.JsonArray()));
    CheckedFile.write(
        disk,
        directory.resolve(NAME),
        new JsonObject()
            .put("format", Layout.FORMAT)
            .put("id", Long.toHexString(made.id()))
            .put("shards", shards));
  }

  Path wal() {
    return directory.resolve("wal");
  }

  Path control() {
    return wal().resolve("control");
  }

  Path snapshots() {
    return directory.resolve("snapshots");
  }
}
