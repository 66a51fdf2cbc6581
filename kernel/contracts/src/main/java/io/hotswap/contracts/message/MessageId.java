package io.hotswap.contracts.message;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where a message is, and so what it is called: unique in the cluster, found without an index,
 * unchanged by delay, retry, restart and move. Its text form is opaque to clients: base64url of u8
 * version, i64 topic uid, u16 partition, i64 offset and the low 16 bits of their CRC-32C.
 */
public record MessageId(long topicUid, int partition, long offset) {
  /**
   * Set in the offset of a message that was published with a delivery time; the rest counts such
   * messages of the partition. It keeps this id when it enters the partition.
   */
  public static final long SCHEDULED = 1L << 39;

  private static final int VERSION = 1;
  private static final int BODY = 1 + 8 + 2 + 8;

  /** See {@link #SCHEDULED}. */
  public boolean isScheduled() {
    return (offset & SCHEDULED) != 0;
  }

  /** Empty if the text is not an id that this product ever gave out. */
  public static Optional<MessageId> parse(String text) {
    byte[] bytes;
    try {
      bytes = text.length() == 28 ? Base64.getUrlDecoder().decode(text) : new byte[0];
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length != BODY + 2 || bytes[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getShort(BODY) != check(bytes)) {
      return Optional.empty();
    }
    return Optional.of(
        new MessageId(in.getLong(1), Short.toUnsignedInt(in.getShort(9)), in.getLong(11)));
  }

  /** The opaque, URL-safe text. */
  @Override
  public String toString() {
    ByteBuffer out = ByteBuffer.allocate(BODY + 2);
    out.put((byte) VERSION).putLong(topicUid).putShort((short) partition).putLong(offset);
    out.putShort(check(out.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  private static short check(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, BODY);
    return (short) crc.getValue();
  }
}
