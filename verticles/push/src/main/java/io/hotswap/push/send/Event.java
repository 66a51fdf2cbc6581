package io.hotswap.push.send;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Message;
import io.hotswap.push.core.Held;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A message as a CloudEvent 1.0. */
record Event(Held held, String topicName) {
  private static final String TYPE_HEADER = "ce-type";
  private static final String TYPE_DEFAULT = "io.hotswap.message";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  Message message() {
    return held.message();
  }

  String id() {
    return held.delivery().id().toString();
  }

  String source() {
    return "/topics/" + topicName;
  }

  String type() {
    for (Header header : message().headers()) {
      if (header.name().equalsIgnoreCase(TYPE_HEADER) && !header.value().isBlank()) {
        return header.value();
      }
    }
    return TYPE_DEFAULT;
  }

  String time() {
    return TIME.format(Instant.ofEpochMilli(message().firstPublishedAtMillis()));
  }

  /** The key, or null: the attribute may not be empty. */
  String subject() {
    String key = message().key();
    return key == null || key.isEmpty() ? null : key;
  }

  String contentType() {
    String given = message().contentType();
    if (given != null && !given.isBlank()) {
      return given;
    }
    return switch (message().encoding()) {
      case TEXT -> "text/plain; charset=utf-8";
      case JSON -> "application/json";
      case BINARY -> "application/octet-stream";
    };
  }

  /** Whether the content type says that the payload is JSON. */
  boolean isJson() {
    String media = contentType().toLowerCase(Locale.ROOT);
    int end = media.indexOf(';');
    String bare = (end < 0 ? media : media.substring(0, end)).strip();
    return bare.equals("application/json") || bare.endsWith("+json") || bare.endsWith("/json");
  }

  boolean isText() {
    return message().encoding() == Encoding.TEXT;
  }

  byte[] payload() {
    byte[] bytes = new byte[message().payload().remaining()];
    message().payload().get(bytes);
    return bytes;
  }
}
