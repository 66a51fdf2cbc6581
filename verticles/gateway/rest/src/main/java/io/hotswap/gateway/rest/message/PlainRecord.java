package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;

/**
 * Sees at a glance that a record is fine, as nearly all are: no parts but texts of printable ASCII,
 * a producer id, a payload that needs no parser. What it does not see to be fine {@link
 * RecordIntake} looks at closely, which is the rule.
 */
final class PlainRecord {
  private static final long NOT_ASCII = 0x8080808080808080L;

  private PlainRecord() {}

  /** {@code record} is read between its position and its limit, which stay as they are. */
  static boolean isFine(ByteBuffer record, int payloadBytesMax) {
    if (!Message.isWhole(record) || !Message.isPlain(record)) {
      return false;
    }
    int payload = payloadOf(record);
    return payload >= 0
        && record.limit() - payload <= payloadBytesMax
        && (Message.encodingOf(record) == Encoding.BINARY
            || (Message.encodingOf(record) == Encoding.TEXT && isAscii(record, payload)));
  }

  /** Where the payload begins, -1 if a part before it is not seen to be fine. */
  private static int payloadOf(ByteBuffer record) {
    int at = record.position() + Message.PARTS_AT;
    if (!Message.hasProducer(record) || Message.hasHeaders(record)) {
      return -1;
    }
    for (int left = Message.texts(record); left > 0; left--) {
      boolean key = left == Message.texts(record) && Message.hasKey(record);
      at = text(record, at, key ? Limits.KEY_BYTES_MAX : Limits.TEXT_BYTES_MAX);
      if (at < 0) {
        return -1;
      }
    }
    return at;
  }

  private static int text(ByteBuffer record, int at, int most) {
    if (record.limit() - at < Short.BYTES) {
      return -1;
    }
    int length = Short.toUnsignedInt(record.getShort(at));
    int from = at + Short.BYTES;
    if (length == 0 || length > most || length > record.limit() - from) {
      return -1;
    }
    for (int i = from; i < from + length; i++) {
      if (record.get(i) < ' ' || record.get(i) == 0x7f) {
        return -1;
      }
    }
    return from + length;
  }

  private static boolean isAscii(ByteBuffer record, int from) {
    int at = from;
    while (at + Long.BYTES <= record.limit()) {
      if ((record.getLong(at) & NOT_ASCII) != 0) {
        return false;
      }
      at += Long.BYTES;
    }
    while (at < record.limit()) {
      if (record.get(at++) < 0) {
        return false;
      }
    }
    return true;
  }
}
