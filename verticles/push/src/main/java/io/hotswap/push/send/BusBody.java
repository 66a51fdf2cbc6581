package io.hotswap.push.send;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Message;
import io.hotswap.push.core.Held;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Messages as receivers on the event bus get them: as a consumer of the REST door does. */
final class BusBody {
  private BusBody() {}

  static Object of(Parcel parcel) {
    if (!parcel.isBatch()) {
      return of(parcel.first(), parcel.subscription().topicName());
    }
    JsonArray all = new JsonArray();
    parcel.messages().forEach(held -> all.add(of(held, parcel.subscription().topicName())));
    return all;
  }

  private static JsonObject of(Held held, String topicName) {
    Delivery delivery = held.delivery();
    Message message = held.message();
    Event event = new Event(held, topicName);
    JsonObject out =
        new JsonObject()
            .put("messageId", event.id())
            .put("topicName", topicName)
            .put("partition", delivery.partition())
            .put("offset", delivery.offset())
            .put("key", message.key());
    payload(out, event);
    out.put("contentType", event.contentType())
        .put("headers", headers(message))
        .put("priority", message.priority())
        .put("publishedAt", event.time())
        .put("attempt", delivery.attempt());
    if (message.replays() > 0) {
      out.put("replays", message.replays()).put("replayOf", message.replayOf());
    }
    return out;
  }

  private static void payload(JsonObject out, Event event) {
    byte[] bytes = event.payload();
    switch (event.message().encoding()) {
      case TEXT ->
          out.put("payload", new String(bytes, StandardCharsets.UTF_8))
              .put("payloadEncoding", "text");
      case JSON ->
          out.put("payload", Json.decodeValue(new String(bytes, StandardCharsets.UTF_8)))
              .put("payloadEncoding", "json");
      case BINARY ->
          out.put("payload", Base64.getEncoder().encodeToString(bytes))
              .put("payloadEncoding", "base64");
    }
  }

  private static JsonObject headers(Message message) {
    JsonObject out = new JsonObject();
    for (Header header : message.headers()) {
      out.put(header.name(), header.value());
    }
    return out;
  }
}
