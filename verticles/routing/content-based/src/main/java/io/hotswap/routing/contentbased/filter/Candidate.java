package io.hotswap.routing.contentbased.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A message as filters look at it. Headers and payload are read at the first question and kept: on
 * a topic with many subscriptions each of them asks.
 */
final class Candidate {
  private final byte[] array;
  private final int from;
  private final int length;
  private final Message message;
  private final int checksum;
  private final int payloadBytesMax;
  private volatile Map<String, String> headers;
  private volatile JsonNode payload;

  Candidate(ByteBuffer record, int payloadBytesMax) {
    this.array = record.array();
    this.from = record.arrayOffset() + record.position();
    this.length = record.remaining();
    this.message = Message.wrap(record);
    this.checksum = message.checksum();
    this.payloadBytesMax = payloadBytesMax;
  }

  /** Whether this is what the record says. The checksum tells when its place was used anew. */
  boolean isOf(ByteBuffer record) {
    return array == record.array()
        && from == record.arrayOffset() + record.position()
        && length == record.remaining()
        && checksum == message.checksum();
  }

  Map<String, String> headers() {
    Map<String, String> known = headers;
    if (known == null) {
      known = new HashMap<>();
      for (Header header : message.headers()) {
        known.put(header.name(), header.value());
      }
      headers = known;
    }
    return known;
  }

  /** Missing if it is no JSON, or more than filters may read. */
  JsonNode payload() {
    JsonNode known = payload;
    if (known == null) {
      ByteBuffer bytes = message.payload();
      known =
          bytes.remaining() <= payloadBytesMax && saysJson()
              ? PayloadReader.read(bytes)
              : MissingNode.getInstance();
      payload = known;
    }
    return known;
  }

  private boolean saysJson() {
    if (message.encoding() == Encoding.JSON) {
      return true;
    }
    String type = message.contentType();
    if (type == null) {
      return false;
    }
    int end = type.indexOf(';');
    String media = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return media.equals("application/json") || media.endsWith("+json");
  }
}
