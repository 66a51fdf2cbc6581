package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.vertx.core.buffer.Buffer;

/**
 * What one node asks of a shard of another, and what it answers, as bytes.
 *
 * <ol>
 *   <li>Any thread may call. What is read shares nothing with the buffer it was read from.
 *   <li>Bytes that are not whole and exact are an {@link IllegalArgumentException} that names the
 *       field; so is a kind that a newer version sends. Reading takes memory in proportion to the
 *       bytes, whatever numbers are in them.
 *   <li>What is read equals what was written, runs stay runs, and a block that records were packed
 *       into goes with them. A half of a surrogate pair in a binary text becomes a question mark.
 * </ol>
 */
public final class ShardWire {
  static final int FORMAT = 1;

  private static final int HEAD = 2;
  private static final int ROOM = 128;

  private ShardWire() {}

  public static Buffer encode(ShardCommand command) {
    Records records = command instanceof ShardCommand.Publish c ? c.messages() : null;
    return write(command, records == null ? 0 : room(records));
  }

  public static ShardCommand command(Buffer bytes) {
    return read(bytes, ShardCommand.class);
  }

  public static Buffer encode(ShardReply reply) {
    long room = 0;
    if (reply instanceof ShardReply.Leased leased
        && leased.deliveries() instanceof Deliveries kept) {
      for (Deliveries.Run run : kept.runs()) {
        room += room(run.records());
      }
    }
    return write(reply, room);
  }

  public static ShardReply reply(Buffer bytes) {
    return read(bytes, ShardReply.class);
  }

  public static Buffer encode(Problem problem) {
    return write(ProblemFields.of(problem), 0);
  }

  /**
   * The refusal or fault of another node. A code that this version does not know becomes the one
   * that promises the same: see the page of the format.
   */
  public static Problem problem(Buffer bytes) {
    return read(bytes, ProblemFields.class).problem();
  }

  private static long room(Records records) {
    return (long) ROOM + records.size() + records.packedSize();
  }

  private static Buffer write(Object message, long room) {
    Kind<?> kind = Kinds.of(message);
    WireOut out = new WireOut((int) Math.min(Integer.MAX_VALUE / 2, ROOM + room));
    out.u8(FORMAT).u8(kind.number());
    kind.write(message, out);
    return out.buffer();
  }

  private static <T> T read(Buffer bytes, Class<T> wanted) {
    if (bytes.length() < HEAD || bytes.getByte(0) != FORMAT) {
      String head = bytes.length() < HEAD ? "none" : Integer.toString(bytes.getByte(0));
      throw new IllegalArgumentException("format: " + head + " (expected: " + FORMAT + ")");
    }
    int number = Byte.toUnsignedInt(bytes.getByte(1));
    Kind<?> kind = Kinds.numbered(number);
    if (kind == null || !wanted.isAssignableFrom(kind.type())) {
      throw new IllegalArgumentException(
          "kind: " + number + " (expected: one of a " + wanted.getSimpleName() + ")");
    }
    // NB: a copy on purpose: records live in heap memory of their own, and buffers may be pooled.
    WireIn in = new WireIn(kind.name(), bytes.getBytes(HEAD, bytes.length()));
    T message = wanted.cast(kind.reader().apply(in));
    in.end();
    return message;
  }
}
