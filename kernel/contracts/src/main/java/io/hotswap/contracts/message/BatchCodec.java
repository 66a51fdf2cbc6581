package io.hotswap.contracts.message;

import io.hotswap.contracts.log.Records;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The binary batches that doors take and give as {@link #MEDIA_TYPE}, for clients that want neither
 * JSON nor base64. Both are a run of entries, each a 4-byte big-endian length and that many bytes.
 *
 * <p>An entry of a publish batch is a record in the layout of {@link Message}. One of a consumed
 * batch is (big-endian):
 *
 * <pre>
 *  0  u8   format, 1
 *  1  u16  partition
 *  3  i64  offset
 * 11  i32  attempt
 * 15  i64  ack deadline, UTC milliseconds, 0 without a lease
 * 23  u8   length of the message id, then the id in ASCII
 *  …  u8   length of the receipt, 0 for none, then the receipt in ASCII
 *  …  the record in the layout of {@link Message}, to the end of the entry
 * </pre>
 */
public final class BatchCodec {
  public static final String MEDIA_TYPE = "application/vnd.hotswap.records";

  private static final int FORMAT = 1;
  private static final int FIXED = 1 + 2 + 8 + 4 + 8;

  private BatchCodec() {}

  /**
   * A message as a consumer gets it.
   *
   * @param receipt null when it was acked by handing it over
   * @param deadlineMillis UTC milliseconds, 0 without a lease
   * @param record in the layout of {@link Message}
   */
  public record Consumed(
      String messageId,
      String receipt,
      int partition,
      long offset,
      int attempt,
      long deadlineMillis,
      ByteBuffer record) {

    public Message message() {
      return Message.wrap(record);
    }
  }

  /** A publish batch of records as {@link MessageBuilder} makes them. */
  public static byte[] encodePublish(List<ByteBuffer> records) {
    ByteBuffer bytes = Records.copyOf(records).bytes();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  /**
   * The entries of a batch, of which nothing but the lengths was looked at.
   *
   * @throws IllegalArgumentException if the lengths do not add up
   */
  public static List<ByteBuffer> split(byte[] batch) {
    ByteBuffer in = ByteBuffer.wrap(batch);
    List<ByteBuffer> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      int at = in.position();
      int length = in.remaining() < Records.LENGTH_BYTES ? -1 : in.getInt();
      if (length <= 0 || length > in.remaining()) {
        throw new IllegalArgumentException(
            "entry "
                + entries.size()
                + " at byte "
                + at
                + ": length "
                + length
                + " (expected: 1.."
                + in.remaining()
                + ")");
      }
      entries.add(in.slice(in.position(), length));
      in.position(in.position() + length);
    }
    return entries;
  }

  /** See the layout above. */
  public static byte[] encodeConsumed(List<Consumed> messages) {
    List<ByteBuffer> entries = new ArrayList<>(messages.size());
    messages.forEach(one -> entries.add(encode(one)));
    return encodePublish(entries);
  }

  private static ByteBuffer encode(Consumed one) {
    byte[] id = one.messageId().getBytes(StandardCharsets.US_ASCII);
    byte[] receipt =
        one.receipt() == null ? new byte[0] : one.receipt().getBytes(StandardCharsets.US_ASCII);
    int size = FIXED + 1 + id.length + 1 + receipt.length + one.record().remaining();
    return ByteBuffer.allocate(size)
        .put((byte) FORMAT)
        .putShort((short) one.partition())
        .putLong(one.offset())
        .putInt(one.attempt())
        .putLong(one.deadlineMillis())
        .put((byte) id.length)
        .put(id)
        .put((byte) receipt.length)
        .put(receipt)
        .put(one.record().duplicate())
        .flip();
  }

  /**
   * The messages of a consumed batch.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static List<Consumed> decodeConsumed(byte[] batch) {
    List<Consumed> messages = new ArrayList<>();
    for (ByteBuffer entry : split(batch)) {
      messages.add(decode(entry));
    }
    return messages;
  }

  private static Consumed decode(ByteBuffer in) {
    if (in.remaining() < FIXED || in.get() != FORMAT) {
      throw new IllegalArgumentException("entry: unknown format (expected: 1)");
    }
    int partition = Short.toUnsignedInt(in.getShort());
    long offset = in.getLong();
    int attempt = in.getInt();
    long deadline = in.getLong();
    String id = text(in);
    String receipt = text(in);
    return new Consumed(
        id, receipt.isEmpty() ? null : receipt, partition, offset, attempt, deadline, in.slice());
  }

  private static String text(ByteBuffer in) {
    int length = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : Integer.MAX_VALUE;
    if (length > in.remaining()) {
      throw new IllegalArgumentException("entry: cut short (expected: id, receipt and record)");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    for (byte one : bytes) {
      if (one < 0) {
        throw new IllegalArgumentException("entry: id or receipt damaged (expected: ASCII)");
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /**
   * What is wrong with a record that came from outside, empty if it can be read safely: format,
   * flags, priority, checksum, the lengths of all parts, and that texts are UTF-8. The payload is
   * not looked into.
   */
  public static Optional<String> fault(ByteBuffer record) {
    return new RecordCheck(record.slice()).fault();
  }
}
