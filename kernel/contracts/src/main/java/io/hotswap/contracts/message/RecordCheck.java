package io.hotswap.contracts.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Walks a record that may be anything; see {@link BatchCodec#fault}. */
final class RecordCheck {
  private static final int MORE_KNOWN =
      (Message.TTL
              | Message.DELIVER_AT
              | Message.ORIGIN
              | Message.TARGET
              | Message.REPLAY
              | Message.FAILURE)
          >>> 8;

  private final ByteBuffer in;

  RecordCheck(ByteBuffer record) {
    this.in = record;
  }

  Optional<String> fault() {
    String head = head();
    return Optional.ofNullable(head == null ? parts() : head);
  }

  private String head() {
    if (in.limit() < Message.PARTS_AT || in.get(0) != Message.FORMAT) {
      return "record of " + in.limit() + " bytes (expected: format 1, at least 16)";
    }
    int more = Byte.toUnsignedInt(in.get(Message.MORE_AT));
    if ((more & ~MORE_KNOWN) != 0) {
      return "more flags: " + more + " (expected: no unknown ones)";
    }
    if ((in.get(Message.FLAGS_AT) & 3) == 3) {
      return "encoding: 3 (expected: 0..2)";
    }
    int priority = in.get(Message.PRIORITY_AT);
    if (priority < 0 || priority > Limits.PRIORITY_MAX) {
      return "priority: " + priority + " (expected: 0.." + Limits.PRIORITY_MAX + ")";
    }
    int crc = Message.crcOf(in);
    return crc == in.getInt(Message.CRC_AT)
        ? null
        : "checksum: %08x (expected: %08x)".formatted(in.getInt(Message.CRC_AT), crc);
  }

  private String parts() {
    int flags =
        Byte.toUnsignedInt(in.get(Message.FLAGS_AT))
            | Byte.toUnsignedInt(in.get(Message.MORE_AT)) << 8;
    in.position(Message.PARTS_AT);
    for (int part = Message.KEY; part <= Message.FAILURE; part <<= 1) {
      if ((flags & part) != 0 && !(part == Message.HEADERS ? headers() : part(part))) {
        return "part %d at byte %d: damaged (expected: its length and %s)"
            .formatted(Integer.numberOfTrailingZeros(part), in.position(), expected(part));
      }
    }
    return null;
  }

  private static String expected(int part) {
    return switch (part) {
      case Message.TTL, Message.DELIVER_AT -> "8 bytes";
      case Message.ORIGIN -> "16 bytes";
      default -> "that much UTF-8";
    };
  }

  private boolean headers() {
    if (!in.hasRemaining()) {
      return false;
    }
    boolean whole = true;
    for (int left = 2 * Byte.toUnsignedInt(in.get()); whole && left > 0; left--) {
      whole = text(length());
    }
    return whole;
  }

  private boolean part(int part) {
    int length = length();
    return switch (part) {
      case Message.TTL, Message.DELIVER_AT -> length == Long.BYTES && skip(length);
      case Message.ORIGIN -> length == 2 * Long.BYTES && skip(length);
      case Message.REPLAY -> length >= Long.BYTES && skip(Long.BYTES) && text(length - Long.BYTES);
      default -> text(length);
    };
  }

  private int length() {
    return in.remaining() < Short.BYTES ? Integer.MAX_VALUE : Short.toUnsignedInt(in.getShort());
  }

  private boolean skip(int length) {
    boolean there = length <= in.remaining();
    in.position(there ? in.position() + length : in.position());
    return there;
  }

  private boolean text(int length) {
    if (length > in.remaining()) {
      return false;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(in.slice(in.position(), length));
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
    return skip(length);
  }
}
