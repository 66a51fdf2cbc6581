package io.hotswap.contracts.door;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.door.DoorFrame.Closing;
import io.hotswap.contracts.door.DoorFrame.Confirmed;
import io.hotswap.contracts.door.DoorFrame.Credit;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.PackedDeliver;
import io.hotswap.contracts.door.DoorFrame.PackedPublish;
import io.hotswap.contracts.door.DoorFrame.Publish;
import io.hotswap.contracts.door.DoorFrame.Refused;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.door.DoorFrame.Settled;
import io.hotswap.contracts.door.DoorFrame.Welcome;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames as bytes. A WebSocket message of a door is binary and holds one or more frames, each a
 * 4-byte length of what follows it, one byte for its type, and its fields; all numbers are
 * big-endian.
 */
public final class DoorCodec {
  /** The sub-protocol. */
  public static final String PROTOCOL = "hotswap.v1";

  private static final int PUBLISH = 1;
  private static final int CREDIT = 2;
  private static final int SETTLE = 3;
  private static final int PACKED_PUBLISH = 4;
  private static final int WELCOME = 0x80;
  private static final int CONFIRMED = 0x81;
  private static final int REFUSED = 0x82;
  private static final int SETTLED = 0x83;
  private static final int DELIVER = 0x84;
  private static final int CLOSING = 0x85;
  private static final int PACKED_DELIVER = 0x86;

  // Codes on the wire are places in these.
  private static final List<Settlement.Kind> KINDS =
      List.of(
          Settlement.Kind.ACK,
          Settlement.Kind.NACK,
          Settlement.Kind.RELEASE,
          Settlement.Kind.EXTEND);
  private static final List<FailureClass> CLASSES =
      List.of(FailureClass.Retryable, FailureClass.NonRetryable, FailureClass.Critical);
  private static final List<Durability> LEVELS =
      List.of(Durability.MEMORY, Durability.OS, Durability.FSYNC, Durability.REPLICATED);

  private static final int HEAD = Integer.BYTES + 1;
  private static final int RUN = 2 + 4 + 8 + 8 + 8 + 4;
  private static final int STORED = 2 + 8 + 4 + 1;
  private static final int REASON_BYTES_MAX = 4096;

  /** In the place of a frame's index. */
  private static final int UNPACKED = -1;

  private DoorCodec() {}

  /** Appends one frame. */
  public static void write(Buffer out, DoorFrame frame) {
    int start = out.length();
    out.appendInt(0);
    if (frame instanceof Publish f) {
      text(out.appendByte((byte) PUBLISH).appendInt(f.request()), f.topic());
      bytes(out, f.records().bytes());
    } else if (frame instanceof Credit f) {
      out.appendByte((byte) CREDIT).appendInt(f.messages());
    } else if (frame instanceof Settle f) {
      out.appendByte((byte) SETTLE).appendInt(f.request());
      out.appendByte((byte) KINDS.indexOf(f.kind()))
          .appendByte((byte) CLASSES.indexOf(f.failureClass()));
      run(out.appendLong(f.delayMillis()), f.run());
      text(out, f.reason());
    } else if (frame instanceof Welcome f) {
      out.appendByte((byte) WELCOME).appendLong(f.topicUid());
    } else if (frame instanceof Confirmed f) {
      confirmed(out, f);
    } else if (frame instanceof Refused f) {
      out.appendByte((byte) REFUSED).appendInt(f.request()).appendString(f.problem());
    } else if (frame instanceof Settled f) {
      out.appendByte((byte) SETTLED).appendInt(f.request()).appendInt(f.done());
      out.appendString(f.problem());
    } else if (frame instanceof Deliver f) {
      run(out.appendByte((byte) DELIVER), f.run());
      bytes(out.appendInt(f.attempt()).appendLong(f.deadlineMillis()), f.records().bytes());
    } else if (frame instanceof PackedDeliver f) {
      run(out.appendByte((byte) PACKED_DELIVER), f.run());
      out.appendInt(f.attempt()).appendLong(f.deadlineMillis()).appendLong(f.publishedAtMillis());
      bytes(out.appendInt(f.size()), f.block());
    } else if (frame instanceof PackedPublish f) {
      text(out.appendByte((byte) PACKED_PUBLISH).appendInt(f.request()), f.topic());
      bytes(out.appendInt(f.size()), f.block());
    } else if (frame instanceof Closing f) {
      out.appendByte((byte) CLOSING).appendString(f.problem());
    }
    out.setInt(start, out.length() - start - Integer.BYTES);
  }

  /** A message with one Publish, made of records where they are. */
  public static Buffer publish(int request, String topic, List<ByteBuffer> records) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    int length = 1 + Integer.BYTES + Short.BYTES + name.length;
    for (ByteBuffer record : records) {
      length += Records.LENGTH_BYTES + record.remaining();
    }
    Buffer out = Buffer.buffer(Integer.BYTES + length);
    out.appendInt(length).appendByte((byte) PUBLISH).appendInt(request);
    out.appendShort((short) name.length).appendBytes(name);
    for (ByteBuffer record : records) {
      out.appendInt(record.remaining());
      out.appendBytes(record.array(), record.arrayOffset() + record.position(), record.remaining());
    }
    return out;
  }

  /** A message with room for these records and what goes with them. */
  public static Buffer roomFor(long recordBytes, int frames) {
    return Buffer.buffer((int) Math.min(Integer.MAX_VALUE / 2, recordBytes + frames * 64L));
  }

  private static void confirmed(Buffer out, Confirmed f) {
    out.appendByte((byte) CONFIRMED).appendInt(f.request()).appendLong(f.topicUid());
    out.appendLong(f.publishedAtMillis()).appendByte((byte) LEVELS.indexOf(f.durability()));
    for (Confirmed.Stored one : f.stored()) {
      out.appendShort((short) one.partition()).appendLong(one.offset()).appendInt(one.count());
      out.appendByte((byte) (one.duplicate() ? 1 : 0));
    }
  }

  private static void run(Buffer out, LeaseRun run) {
    out.appendShort((short) run.partition()).appendInt(run.subscription()).appendLong(run.epoch());
    out.appendLong(run.leaseSeq()).appendLong(run.offset()).appendInt(run.count());
  }

  private static void bytes(Buffer out, ByteBuffer bytes) {
    out.appendBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  private static void text(Buffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.appendShort((short) bytes.length).appendBytes(bytes);
  }

  /**
   * The frames of one WebSocket message. Records are views of {@code message}, of which nothing but
   * the lengths was looked at.
   *
   * @throws IllegalArgumentException naming the frame, the value and what was expected
   */
  public static List<DoorFrame> read(ByteBuffer message) {
    ByteBuffer in = message.slice();
    List<DoorFrame> frames = new ArrayList<>();
    while (in.hasRemaining()) {
      int length = in.remaining() < HEAD ? -1 : in.getInt();
      if (length < 1 || length > in.remaining()) {
        throw bad(frames.size(), "length " + length, "1.." + in.remaining());
      }
      ByteBuffer frame = in.slice(in.position(), length);
      in.position(in.position() + length);
      frames.add(frame(frames.size(), frame));
    }
    return frames;
  }

  private static DoorFrame frame(int index, ByteBuffer in) {
    int type = Byte.toUnsignedInt(in.get());
    int needed =
        switch (type) {
          case PUBLISH -> 4 + 2;
          case CREDIT -> 4;
          case SETTLE -> 4 + 1 + 1 + 8 + RUN + 2;
          case WELCOME -> 8;
          case CONFIRMED -> 4 + 8 + 8 + 1;
          case REFUSED -> 4;
          case SETTLED -> 4 + 4;
          case DELIVER -> RUN + 4 + 8;
          case CLOSING -> 0;
          case PACKED_PUBLISH -> 4 + 2 + 4;
          case PACKED_DELIVER -> RUN + 4 + 8 + 8 + 4;
          default -> throw bad(index, "type " + type, "1..4 or 128..134");
        };
    if (in.remaining() < needed) {
      throw bad(index, in.remaining() + " bytes", "at least " + needed + " for type " + type);
    }
    DoorFrame frame = fields(index, type, in);
    if (in.hasRemaining()) {
      throw bad(index, in.remaining() + " bytes too many", "none after type " + type);
    }
    return frame;
  }

  private static DoorFrame fields(int index, int type, ByteBuffer in) {
    return switch (type) {
      case PUBLISH -> {
        int request = in.getInt();
        String topic = text(index, in, Limits.NAME_MAX);
        yield new Publish(request, topic, records(index, in, -1));
      }
      case CREDIT -> credit(index, in.getInt());
      case SETTLE -> settle(index, in);
      case WELCOME -> new Welcome(in.getLong());
      case CONFIRMED ->
          new Confirmed(
              in.getInt(),
              in.getLong(),
              in.getLong(),
              constant(index, "durability", LEVELS, in.get()),
              stored(index, in));
      case REFUSED -> new Refused(in.getInt(), utf8(index, rest(in)));
      case SETTLED -> new Settled(in.getInt(), in.getInt(), utf8(index, rest(in)));
      case DELIVER -> {
        LeaseRun run = run(index, in);
        yield new Deliver(run, in.getInt(), in.getLong(), records(index, in, run.count()));
      }
      case PACKED_PUBLISH -> {
        int request = in.getInt();
        String topic = text(index, in, Limits.NAME_MAX);
        if (in.remaining() < Integer.BYTES) {
          throw bad(index, in.remaining() + " bytes behind the topic", "at least 4");
        }
        yield new PackedPublish(request, topic, in.getInt(), rest(in));
      }
      case PACKED_DELIVER ->
          new PackedDeliver(
              run(index, in), in.getInt(), in.getLong(), in.getLong(), in.getInt(), rest(in));
      default -> new Closing(utf8(index, rest(in)));
    };
  }

  private static Credit credit(int index, int messages) {
    if (messages < 1) {
      throw bad(index, "credit " + messages, "1.." + Integer.MAX_VALUE);
    }
    return new Credit(messages);
  }

  private static Settle settle(int index, ByteBuffer in) {
    int request = in.getInt();
    Settlement.Kind kind = constant(index, "kind", KINDS, in.get());
    FailureClass failure = constant(index, "class", CLASSES, in.get());
    long delay = in.getLong();
    LeaseRun run = run(index, in);
    return new Settle(request, kind, failure, delay, text(index, in, REASON_BYTES_MAX), run);
  }

  private static List<Confirmed.Stored> stored(int index, ByteBuffer in) {
    if (in.remaining() % STORED != 0) {
      throw bad(index, in.remaining() + " bytes of places", "a multiple of " + STORED);
    }
    List<Confirmed.Stored> stored = new ArrayList<>(in.remaining() / STORED);
    while (in.hasRemaining()) {
      stored.add(
          new Confirmed.Stored(
              Short.toUnsignedInt(in.getShort()), in.getLong(), in.getInt(), in.get() != 0));
    }
    return stored;
  }

  private static LeaseRun run(int index, ByteBuffer in) {
    int partition = Short.toUnsignedInt(in.getShort());
    int subscription = in.getInt();
    long epoch = in.getLong();
    long seq = in.getLong();
    long offset = in.getLong();
    int count = in.getInt();
    if (offset < 0 || count < 1) {
      throw bad(index, "offset " + offset + ", count " + count, ">= 0 and >= 1");
    }
    return new LeaseRun(partition, subscription, epoch, seq, offset, count);
  }

  /**
   * The rest of a frame.
   *
   * @param expected -1 for any number but none
   */
  private static Records records(int index, ByteBuffer in, int expected) {
    ByteBuffer bytes = rest(in);
    int count = 0;
    int at = 0;
    while (at < bytes.limit()) {
      int left = bytes.limit() - at - Records.LENGTH_BYTES;
      int length = left < 0 ? -1 : bytes.getInt(at);
      if (length < 1 || length > left) {
        throw bad(index, "record " + count + " of length " + length, "1.." + Math.max(1, left));
      }
      at += Records.LENGTH_BYTES + length;
      count++;
    }
    if (count == 0 || (expected >= 0 && count != expected)) {
      throw bad(index, count + " records", expected < 0 ? "at least 1" : "" + expected);
    }
    return Records.wrap(count, bytes);
  }

  /**
   * The records that were in a block.
   *
   * @param expected -1 for any number but none
   * @throws IllegalArgumentException naming what does not add up
   */
  public static Records unpacked(ByteBuffer bytes, int expected) {
    return records(UNPACKED, bytes.slice(), expected);
  }

  private static String text(int index, ByteBuffer in, int most) {
    int length = Short.toUnsignedInt(in.getShort());
    if (length > Math.min(most, in.remaining())) {
      throw bad(index, "text of " + length + " bytes", "<= " + Math.min(most, in.remaining()));
    }
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    return utf8(index, bytes);
  }

  private static ByteBuffer rest(ByteBuffer in) {
    ByteBuffer bytes = in.slice();
    in.position(in.limit());
    return bytes;
  }

  private static String utf8(int index, ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException malformed) {
      throw bad(index, "text", "UTF-8");
    }
  }

  private static <E> E constant(int index, String what, List<E> values, byte code) {
    if (code < 0 || code >= values.size()) {
      throw bad(index, what + " " + code, "0.." + (values.size() - 1));
    }
    return values.get(code);
  }

  private static IllegalArgumentException bad(int index, String what, String expected) {
    return new IllegalArgumentException(
        (index == UNPACKED ? "unpacked: " : "frame " + index + ": ")
            + what
            + " (expected: "
            + expected
            + ")");
  }
}
