package io.hotswap.contracts.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A message in its stored form, read in place. The layout (big-endian), which is also the layout on
 * disk and between nodes:
 *
 * <pre>
 *  0  u8   format, 1
 *  1  u8   flags: bits 0-1 {@link Encoding}, 2 key, 3 headers, 4 content type, 5 idempotency key,
 *          6 schema version, 7 producer id
 *  2  u8   priority, 0..9
 *  3  u8   0
 *  4  i32  CRC-32C of the bytes from 16 to the end
 *  8  i64  publishedAt, UTC milliseconds, stamped by the shard (so not covered by the CRC)
 * 16  each part whose flag is set, in the order of the flags, as u16 length + bytes; headers as u8
 *     count, then name and value each as u16 length + UTF-8
 *  …  payload, to the end of the record
 * </pre>
 *
 * <p>Not thread-safe; a view over bytes that nobody writes any more.
 */
public final class Message {
  static final int FORMAT = 1;
  static final int FLAGS_AT = 1;
  static final int PRIORITY_AT = 2;
  static final int CRC_AT = 4;
  static final int PUBLISHED_AT = 8;
  static final int PARTS_AT = 16;
  static final int KEY = 1 << 2;
  static final int HEADERS = 1 << 3;
  static final int CONTENT_TYPE = 1 << 4;
  static final int IDEMPOTENCY_KEY = 1 << 5;
  static final int SCHEMA_VERSION = 1 << 6;
  static final int PRODUCER_ID = 1 << 7;

  private final ByteBuffer bytes;

  private Message(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if the format is unknown or it is too short to be one
   */
  public static Message wrap(ByteBuffer record) {
    ByteBuffer view = record.slice();
    if (view.limit() < PARTS_AT || view.get(0) != FORMAT) {
      throw new IllegalArgumentException(
          "message record of " + view.limit() + " bytes (expected: format 1, at least 16)");
    }
    return new Message(view);
  }

  /** Stamps the time of a record that has not been handed to a store yet. */
  public static void stamp(ByteBuffer record, long publishedAtMillis) {
    record.putLong(record.position() + PUBLISHED_AT, publishedAtMillis);
  }

  /** Hash of the key without decoding it, or 0 if the record has none. */
  public static long keyHash(ByteBuffer record) {
    int base = record.position();
    if ((record.get(base + FLAGS_AT) & KEY) == 0) {
      return 0;
    }
    int length = Short.toUnsignedInt(record.getShort(base + PARTS_AT));
    return Hashing.keyHash(
        record.array(), record.arrayOffset() + base + PARTS_AT + Short.BYTES, length);
  }

  public Encoding encoding() {
    return switch (bytes.get(FLAGS_AT) & 3) {
      case 0 -> Encoding.TEXT;
      case 1 -> Encoding.JSON;
      case 2 -> Encoding.BINARY;
      default -> throw new IllegalStateException("encoding: 3 (expected: 0..2)");
    };
  }

  public int priority() {
    return bytes.get(PRIORITY_AT);
  }

  /** CRC-32C as stored; see {@link #intact()}. */
  public int checksum() {
    return bytes.getInt(CRC_AT);
  }

  /** Whether the content still matches its checksum. */
  public boolean intact() {
    return crcOf(bytes) == checksum();
  }

  public long publishedAtMillis() {
    return bytes.getLong(PUBLISHED_AT);
  }

  /** The ordering key, or null. */
  public String key() {
    return part(KEY);
  }

  /** The content type, or null. */
  public String contentType() {
    return part(CONTENT_TYPE);
  }

  /** The idempotency key, or null. */
  public String idempotencyKey() {
    return part(IDEMPOTENCY_KEY);
  }

  /** The schema version as published, or null. */
  public String schemaVersion() {
    return part(SCHEMA_VERSION);
  }

  /** Who published it, or null. */
  public String producerId() {
    return part(PRODUCER_ID);
  }

  public List<Header> headers() {
    if (!has(HEADERS)) {
      return List.of();
    }
    int at = startOf(HEADERS);
    int count = Byte.toUnsignedInt(bytes.get(at++));
    List<Header> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = textAt(at);
      at = skip(at);
      headers.add(new Header(name, textAt(at)));
      at = skip(at);
    }
    return headers;
  }

  /** A view of the payload bytes. */
  public ByteBuffer payload() {
    int at = startOf(PRODUCER_ID << 1);
    return bytes.slice(at, bytes.limit() - at);
  }

  static int crcOf(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.slice(PARTS_AT, record.limit() - PARTS_AT));
    return (int) crc.getValue();
  }

  private boolean has(int flag) {
    return (bytes.get(FLAGS_AT) & flag) != 0;
  }

  private String part(int flag) {
    return has(flag) ? textAt(startOf(flag)) : null;
  }

  private int startOf(int flag) {
    int at = PARTS_AT;
    for (int part = KEY; part < flag; part <<= 1) {
      if (has(part)) {
        at = part == HEADERS ? skipHeaders(at) : skip(at);
      }
    }
    return at;
  }

  private int skipHeaders(int from) {
    int at = from + 1;
    for (int left = 2 * Byte.toUnsignedInt(bytes.get(from)); left > 0; left--) {
      at = skip(at);
    }
    return at;
  }

  private int skip(int at) {
    return at + Short.BYTES + Short.toUnsignedInt(bytes.getShort(at));
  }

  private String textAt(int at) {
    int length = Short.toUnsignedInt(bytes.getShort(at));
    return new String(
        bytes.array(), bytes.arrayOffset() + at + Short.BYTES, length, StandardCharsets.UTF_8);
  }
}
