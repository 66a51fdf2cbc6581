package io.hotswap.push.send;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.push.core.Held;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Several messages as one body: the JSON batch format of CloudEvents. */
final class EventBatch {
  static final String CONTENT_TYPE = "application/cloudevents-batch+json";
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ID_BYTES = 18;

  private EventBatch() {}

  static byte[] body(Parcel parcel) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartArray();
      for (Held held : parcel.messages()) {
        write(json, new Event(held, parcel.subscription().topicName()), parcel);
      }
      json.writeEndArray();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return out.toByteArray();
  }

  /** What the batch is called: the same for the same messages, whatever the attempt. */
  static String id(List<Held> messages) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java has SHA-256", every);
    }
    for (Held held : messages) {
      digest.update(held.delivery().id().toString().getBytes(StandardCharsets.US_ASCII));
    }
    byte[] cut = new byte[ID_BYTES];
    System.arraycopy(digest.digest(), 0, cut, 0, ID_BYTES);
    return "batch_" + Base64.getUrlEncoder().withoutPadding().encodeToString(cut);
  }

  private static void write(JsonGenerator json, Event event, Parcel parcel) throws IOException {
    json.writeStartObject();
    json.writeStringField("specversion", "1.0");
    json.writeStringField("id", event.id());
    json.writeStringField("source", event.source());
    json.writeStringField("type", event.type());
    json.writeStringField("time", event.time());
    if (event.subject() != null) {
      json.writeStringField("subject", event.subject());
    }
    // Names of attributes have neither dashes nor capitals, and values are no objects.
    json.writeStringField("hotswapsubscription", parcel.subscription().id());
    json.writeNumberField("hotswapattempt", event.held().delivery().attempt());
    if (!event.message().headers().isEmpty()) {
      json.writeStringField("hotswapheaders", headers(event));
    }
    json.writeStringField("datacontenttype", event.contentType());
    data(json, event);
    json.writeEndObject();
  }

  private static String headers(Event event) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Header header : event.message().headers()) {
        json.writeStringField(header.name(), header.value());
      }
      json.writeEndObject();
    }
    return out.toString();
  }

  /** Text that claims to be JSON might not be: only bytes keep it as it is. */
  private static void data(JsonGenerator json, Event event) throws IOException {
    byte[] payload = event.payload();
    if (event.message().encoding() == Encoding.JSON && event.isJson()) {
      json.writeFieldName("data");
      json.writeRawValue(new String(payload, StandardCharsets.UTF_8));
    } else if (event.isText() && !event.isJson()) {
      json.writeStringField("data", new String(payload, StandardCharsets.UTF_8));
    } else {
      json.writeFieldName("data_base64");
      json.writeBinary(payload);
    }
  }
}
