package io.hotswap.push.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.push.core.Answer;
import io.hotswap.push.core.Held;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BusSenderTest {
  private final Vertx vertx = Vertx.vertx();
  private final BusSender sender = new BusSender(vertx);
  private final List<Message<Object>> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void receiver(Consumer<Message<Object>> reaction) throws Exception {
    await(
        vertx
            .eventBus()
            .consumer(
                "billing",
                (Message<Object> message) -> {
                  seen.add(message);
                  reaction.accept(message);
                })
            .completion());
  }

  private Answer send(int batchSize, long timeoutMillis, Held... messages) throws Exception {
    return await(
        sender.send(
            Fixtures.parcel(
                Fixtures.push("event-bus:billing", batchSize, timeoutMillis), messages)));
  }

  private Answer send() throws Exception {
    return send(1, 10_000, Fixtures.held(m -> m));
  }

  private static Held held(MessageBuilder message) {
    return Fixtures.held(message, Fixtures.ID, 3);
  }

  @Test
  void aReplyIsAnAck() throws Exception {
    receiver(message -> message.reply(null));
    MessageBuilder message =
        Fixtures.message(Encoding.JSON, "{\"n\":1}")
            .key("k")
            .headers(List.of(new Header("a", "b")))
            .replay(1, "first");

    assertThat(send(1, 10_000, held(message))).isEqualTo(Answer.accepted(0));

    assertThat(seen.get(0).body())
        .isEqualTo(
            new JsonObject()
                .put("messageId", Fixtures.ID.toString())
                .put("topicName", "orders")
                .put("partition", 0)
                .put("offset", 5L)
                .put("key", "k")
                .put("payload", new JsonObject().put("n", 1))
                .put("payloadEncoding", "json")
                .put("contentType", "application/json")
                .put("headers", new JsonObject().put("a", "b"))
                .put("priority", 4)
                .put("publishedAt", "2023-11-14T22:13:20.123Z")
                .put("attempt", 3)
                .put("replays", 1)
                .put("replayOf", "first"));
    assertThat(seen.get(0).headers().get("hotswap-topic")).isEqualTo("orders");
    assertThat(seen.get(0).headers().get("hotswap-attempt")).isEqualTo("3");
  }

  @Test
  void aBatchIsAnArray() throws Exception {
    receiver(message -> message.reply(null));

    send(
        2,
        10_000,
        held(Fixtures.message(Encoding.TEXT, "text")),
        held(Fixtures.message(Encoding.BINARY, "bytes")));

    JsonArray body = (JsonArray) seen.get(0).body();
    assertThat(body.getJsonObject(0).getString("payload")).isEqualTo("text");
    assertThat(body.getJsonObject(0).getString("payloadEncoding")).isEqualTo("text");
    assertThat(body.getJsonObject(1).getString("payload")).isEqualTo("Ynl0ZXM=");
    assertThat(body.getJsonObject(1).getString("payloadEncoding")).isEqualTo("base64");
  }

  @Test
  void aFailureIsANackWithItsMessage() throws Exception {
    receiver(message -> message.fail(500, "no stock"));

    Answer answer = send();

    assertThat(answer.kind()).isEqualTo(Answer.Kind.FAILED);
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.reason()).isEqualTo("no stock");
  }

  @Test
  void failureCodesMeanWhatStatusesMean() throws Exception {
    receiver(message -> message.fail(410, "enough"));
    assertThat(send().kind()).isEqualTo(Answer.Kind.GONE);
  }

  @Test
  void aReplyMayNameAFailureClass() throws Exception {
    DeliveryOptions bad = new DeliveryOptions().addHeader("hotswap-failure-class", "NonRetryable");
    receiver(message -> message.reply("never", bad));

    Answer answer = send();

    assertThat(answer.kind()).isEqualTo(Answer.Kind.REFUSED);
    assertThat(answer.failureClass()).isEqualTo(FailureClass.NonRetryable);
    assertThat(answer.reason()).isEqualTo("never");
  }

  @Test
  void nobodyListens() throws Exception {
    assertThat(send().reason()).isEqualTo("no receiver at billing");
  }

  @Test
  void noReplyInTime() throws Exception {
    receiver(message -> {});
    assertThat(send(1, 100, Fixtures.held(m -> m)).reason()).isEqualTo("no reply within 100 ms");
  }
}
