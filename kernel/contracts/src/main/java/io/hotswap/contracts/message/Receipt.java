package io.hotswap.contracts.message;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Proof of one lease of one message. Swaps keep it; a lease that was not durable at a crash is
 * fenced by its epoch. Text form: base64url of u8 version, i64 topic uid, u16 partition, i32
 * subscription, i64 epoch, i64 lease sequence and the low 16 bits of their CRC-32C.
 *
 * @param subscription number of the subscription within its topic partition
 * @param epoch of the owner that granted the lease
 * @param leaseSeq unique within (subscription, epoch)
 */
public record Receipt(long topicUid, int partition, int subscription, long epoch, long leaseSeq) {
  private static final int VERSION = 1;
  private static final int BODY = 1 + 8 + 2 + 4 + 8 + 8;

  /** Empty if the text is not a receipt that this product ever gave out. */
  public static Optional<Receipt> parse(String text) {
    byte[] bytes;
    try {
      bytes = text.length() == 44 ? Base64.getUrlDecoder().decode(text) : new byte[0];
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
        new Receipt(
            in.getLong(1),
            Short.toUnsignedInt(in.getShort(9)),
            in.getInt(11),
            in.getLong(15),
            in.getLong(23)));
  }

  /** Of the message that many offsets further on in the same run. */
  public Receipt next(int distance) {
    return new Receipt(topicUid, partition, subscription, epoch, leaseSeq + distance);
  }

  /** The opaque, URL-safe text. */
  @Override
  public String toString() {
    ByteBuffer out = ByteBuffer.allocate(BODY + 2);
    out.put((byte) VERSION).putLong(topicUid).putShort((short) partition).putInt(subscription);
    out.putLong(epoch).putLong(leaseSeq).putShort(check(out.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  private static short check(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, BODY);
    return (short) crc.getValue();
  }
}
