package io.hotswap.store.embedded.disk;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A small JSON file that is replaced as a whole and proves itself with a CRC-32C. */
public final class CheckedFile {
  private static final int BYTES_MAX = 16 << 20;

  private CheckedFile() {}

  /** Durable when it returns. */
  public static void write(Disk disk, Path file, JsonObject content) throws IOException {
    JsonObject checked =
        new JsonObject().put("crc32c", crcOf(content.encode())).put("content", content);
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    disk.delete(temporary);
    try (DiskFile out = disk.open(temporary)) {
      out.write(ByteBuffer.wrap(checked.encode().getBytes(StandardCharsets.UTF_8)), 0);
      out.sync();
    }
    disk.rename(temporary, file);
    disk.syncDirectory(file.getParent());
  }

  /** The content as written; {@code CORRUPT} says that it is not. */
  public static JsonObject read(Disk disk, Path file) throws IOException {
    if (!disk.exists(file)) {
      throw damaged(file, "missing (expected: one, as there is a store)", null);
    }
    try (DiskFile in = disk.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(in.size(), BYTES_MAX));
      in.read(bytes, 0);
      JsonObject checked = new JsonObject(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
      JsonObject content = checked.getJsonObject("content");
      if (content == null || !crcOf(content.encode()).equals(checked.getValue("crc32c"))) {
        throw damaged(file, "damaged (expected: content as its crc32c says)", null);
      }
      return content;
    } catch (DecodeException | ClassCastException notJson) {
      throw damaged(file, "damaged (expected: JSON with content and crc32c)", notJson);
    }
  }

  private static LogException damaged(Path file, String what, Throwable cause) {
    return new LogException(LogException.Kind.CORRUPT, file + " at byte 0: file " + what, cause);
  }

  private static String crcOf(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
