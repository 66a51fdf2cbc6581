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
 *  3  u8   more flags: 0 time to live, 1 delivery time, 2 origin, 3 target group, 4 replay,
 *          5 failure
 *  4  i32  CRC-32C of the bytes from 16 to the end
 *  8  i64  publishedAt, UTC milliseconds, stamped by the shard (so not covered by the CRC)
 * 16  each part whose flag is set, in the order of the flags, as u16 length + bytes; headers as u8
 *     count, then name and value each as u16 length + UTF-8; numbers as i64
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

  /** Where the parts begin. */
  public static final int PARTS_AT = 16;

  static final int KEY = 1 << 2;
  static final int HEADERS = 1 << 3;
  static final int CONTENT_TYPE = 1 << 4;
  static final int IDEMPOTENCY_KEY = 1 << 5;
  static final int SCHEMA_VERSION = 1 << 6;
  static final int PRODUCER_ID = 1 << 7;
  static final int MORE_AT = 3;
  static final int TTL = 1 << 8;
  static final int DELIVER_AT = 1 << 9;
  static final int ORIGIN = 1 << 10;
  static final int TARGET = 1 << 11;
  static final int REPLAY = 1 << 12;
  static final int FAILURE = 1 << 13;
  private static final int PAYLOAD = 1 << 14;

  // Codes in the record are places in this.
  private static final List<Encoding> ENCODINGS =
      List.of(Encoding.TEXT, Encoding.JSON, Encoding.BINARY);

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

  /** The priority without wrapping the record. */
  public static int priorityOf(ByteBuffer record) {
    return record.get(record.position() + PRIORITY_AT);
  }

  /** The time of publishing without wrapping the record. */
  public static long publishedAtOf(ByteBuffer record) {
    return record.getLong(record.position() + PUBLISHED_AT);
  }

  /**
   * Whether the record has none of the parts that a shard must look at before it hands it out: time
   * to live, delivery time, origin, target, replay, failure. Without wrapping it.
   */
  public static boolean isPlain(ByteBuffer record) {
    return record.get(record.position() + MORE_AT) == 0;
  }

  /** Whether format, priority and checksum are right, and the encoding is known. */
  public static boolean isWhole(ByteBuffer record) {
    int base = record.position();
    if (record.remaining() < PARTS_AT
        || record.get(base) != FORMAT
        || (record.get(base + FLAGS_AT) & 3) == 3
        || record.get(base + PRIORITY_AT) < 0
        || record.get(base + PRIORITY_AT) > Limits.PRIORITY_MAX) {
      return false;
    }
    CRC32C crc = new CRC32C();
    int from = record.arrayOffset() + base + PARTS_AT;
    crc.update(record.array(), from, record.remaining() - PARTS_AT);
    return (int) crc.getValue() == record.getInt(base + CRC_AT);
  }

  /** The encoding without wrapping the record, null if there is none of that number. */
  public static Encoding encodingOf(ByteBuffer record) {
    int code = record.get(record.position() + FLAGS_AT) & 3;
    return code < ENCODINGS.size() ? ENCODINGS.get(code) : null;
  }

  /** Whether the record has a key, without wrapping it; it is then the first part. */
  public static boolean hasKey(ByteBuffer record) {
    return (record.get(record.position() + FLAGS_AT) & KEY) != 0;
  }

  /** Whether the record has headers, without wrapping it. */
  public static boolean hasHeaders(ByteBuffer record) {
    return (record.get(record.position() + FLAGS_AT) & HEADERS) != 0;
  }

  /** Whether the record names its producer, without wrapping it. */
  public static boolean hasProducer(ByteBuffer record) {
    return (record.get(record.position() + FLAGS_AT) & PRODUCER_ID) != 0;
  }

  /** How many texts are before the payload of a plain record, headers left out. */
  public static int texts(ByteBuffer record) {
    int flags = Byte.toUnsignedInt(record.get(record.position() + FLAGS_AT));
    return Integer.bitCount(
        flags & (KEY | CONTENT_TYPE | IDEMPOTENCY_KEY | SCHEMA_VERSION | PRODUCER_ID));
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
    Encoding encoding = encodingOf(bytes);
    if (encoding == null) {
      throw new IllegalStateException("encoding: 3 (expected: 0..2)");
    }
    return encoding;
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

  /** How long it may wait, in milliseconds; 0 if it does not say. */
  public long ttlMillis() {
    return number(TTL, 0, 0);
  }

  /** When it may be delivered, UTC milliseconds; 0 for at once. */
  public long deliverAtMillis() {
    return number(DELIVER_AT, 0, 0);
  }

  /** The offset by which it is called, when that is not its place; -1 otherwise. */
  public long originOffset() {
    return number(ORIGIN, 0, -1);
  }

  /** When it was published: for one with an origin earlier than when it entered. */
  public long firstPublishedAtMillis() {
    return number(ORIGIN, Long.BYTES, publishedAtMillis());
  }

  /** The only group that gets it, or null for all. */
  public String targetGroup() {
    return part(TARGET);
  }

  /** How often it came back from being a dead letter. */
  public int replays() {
    return (int) number(REPLAY, 0, 0);
  }

  /** The id of the message that first became a dead letter, or null. */
  public String replayOf() {
    if (!has(REPLAY)) {
      return null;
    }
    int at = startOf(REPLAY) + Short.BYTES + Long.BYTES;
    int length = Short.toUnsignedInt(bytes.getShort(startOf(REPLAY))) - Long.BYTES;
    return text(at, length);
  }

  /**
   * Why it is a dead letter, JSON text as {@code DeadLetterPolicy} wrote it; null if it is none.
   */
  public String failure() {
    return part(FAILURE);
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
    int at = startOf(PAYLOAD);
    return bytes.slice(at, bytes.limit() - at);
  }

  static int crcOf(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.slice(PARTS_AT, record.limit() - PARTS_AT));
    return (int) crc.getValue();
  }

  private boolean has(int flag) {
    int flags =
        Byte.toUnsignedInt(bytes.get(FLAGS_AT)) | Byte.toUnsignedInt(bytes.get(MORE_AT)) << 8;
    return (flags & flag) != 0;
  }

  private long number(int flag, int at, long otherwise) {
    return has(flag) ? bytes.getLong(startOf(flag) + Short.BYTES + at) : otherwise;
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
    return text(at + Short.BYTES, Short.toUnsignedInt(bytes.getShort(at)));
  }

  private String text(int at, int length) {
    return new String(bytes.array(), bytes.arrayOffset() + at, length, StandardCharsets.UTF_8);
  }
}
