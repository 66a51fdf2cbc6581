package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.gateway.rest.fake.FakeBroker;
import io.hotswap.gateway.rest.fake.FakeExchange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BinaryBatchTest {
  private static final String BATCH = "/api/v1/messages/publish-batch?topicName=t";

  private final Door door = new Door().withTopic("t", "Queue");

  @AfterEach
  void close() {
    door.close();
  }

  private static MessageBuilder text(String payload) {
    return new MessageBuilder()
        .payload(Encoding.TEXT, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
  }

  private FakeExchange publish(String target, byte[] body) {
    return door.ask(new FakeExchange("POST", target).body(BatchCodec.MEDIA_TYPE, body));
  }

  @Test
  void storesRecordsAsTheyAre() {
    ByteBuffer whole = text("a").producerId("p").key("k").build();
    ByteBuffer anonymous = text("b").headers(List.of(new Header("h", "v"))).build();
    ByteBuffer past = text("c").producerId("p").deliverAtMillis(5).build();
    byte[] body = BatchCodec.encodePublish(List.of(whole, anonymous, past));
    FakeExchange answer = publish(BATCH, body);
    assertThat(answer.status).as(answer.text()).isEqualTo(201);
    assertThat(answer.tree().path("results")).hasSize(3);
    assertThat(door.broker.stored.get(0)).isEqualTo(whole);
    Message filled = Message.wrap(door.broker.stored.get(1));
    assertThat(filled.producerId()).isEqualTo("ann");
    assertThat(filled.headers()).hasSize(1);
    assertThat(filled.intact()).isTrue();
    assertThat(Message.wrap(door.broker.stored.get(2)).deliverAtMillis()).isZero();
  }

  @Test
  void givesRecordsWhenAsked() {
    publish(BATCH, BatchCodec.encodePublish(List.of(text("a").build(), text("b").build())));
    FakeExchange pull =
        new FakeExchange("GET", "/api/v1/messages/consume/t")
            .header("accept", BatchCodec.MEDIA_TYPE);
    door.ask(pull);
    assertThat(pull.answerHeaders).containsEntry("content-type", BatchCodec.MEDIA_TYPE);
    List<BatchCodec.Consumed> seen = BatchCodec.decodeConsumed(pull.answer.getBytes());
    assertThat(seen).hasSize(2);
    assertThat(seen.get(1).receipt()).hasSize(44);
    assertThat(seen.get(1).offset()).isEqualTo(1);
    assertThat(seen.get(1).deadlineMillis()).isEqualTo(FakeBroker.TIME + 30_000);
    assertThat(seen.get(1).message().intact()).isTrue();
    FakeExchange none =
        new FakeExchange("GET", "/api/v1/messages/consume/t")
            .header("accept", BatchCodec.MEDIA_TYPE);
    assertThat(door.ask(none).answer.length()).isZero();
  }

  private static ByteBuffer damaged(int at) {
    ByteBuffer record = text("a").key("k").producerId("p").build();
    record.put(at, (byte) ~record.get(at));
    return record;
  }

  static List<ByteBuffer> badRecords() {
    ByteBuffer json =
        new MessageBuilder()
            .payload(Encoding.JSON, ByteBuffer.wrap("{".getBytes(StandardCharsets.UTF_8)))
            .build();
    ByteBuffer latin =
        new MessageBuilder().payload(Encoding.TEXT, ByteBuffer.wrap(new byte[] {-1})).build();
    List<Header> many = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      many.add(new Header("h" + i, "v"));
    }
    return List.of(
        damaged(0),
        damaged(1),
        damaged(2),
        damaged(3),
        damaged(4),
        damaged(20),
        text("a").origin(7, 8).build(),
        text("a").targetGroup("g").build(),
        text("a").replay(1, "x").build(),
        text("a").failure("{}").build(),
        text("a").key("").build(),
        text("a").key("x".repeat(1025)).build(),
        text("a").contentType("a\nb").build(),
        text("a").headers(Collections.nCopies(2, new Header("h", "v"))).build(),
        text("a").headers(many).build(),
        text("a").headers(List.of(new Header("h", "\u0007"))).build(),
        text("a").ttlMillis(-1).build(),
        text("a").deliverAtMillis(Long.MAX_VALUE).build(),
        text("x".repeat((1 << 20) + 1)).build(),
        json,
        latin,
        ByteBuffer.wrap(new byte[3]));
  }

  @ParameterizedTest
  @MethodSource("badRecords")
  void refusesBadRecordsByIndex(ByteBuffer bad) {
    byte[] body = BatchCodec.encodePublish(List.of(text("a").build(), bad));
    FakeExchange answer = publish(BATCH, body);
    assertThat(answer.status).isEqualTo(400);
    JsonNode error = answer.tree().path("errors").get(0);
    assertThat(error.path("pointer").asText()).startsWith("/messages/1");
    assertThat(error.path("detail").asText()).contains("(expected: ");
    assertThat(door.broker.stored).isEmpty();
    FakeExchange partial = publish(BATCH + "&partial=true", body);
    assertThat(partial.status).isEqualTo(207);
    assertThat(door.broker.stored).hasSize(1);
  }

  @Test
  void refusesBadBatches() {
    assertThat(publish(BATCH, new byte[] {0, 0, 0}).text()).contains("entry 0 at byte 0");
    assertThat(publish(BATCH, new byte[] {0, 0, 0, 9, 1}).status).isEqualTo(400);
    assertThat(publish("/api/v1/messages/publish-batch", new byte[] {1}).text())
        .contains("query:topicName");
    byte[] many = BatchCodec.encodePublish(Collections.nCopies(1001, text("a").build()));
    assertThat(publish(BATCH, many).text()).contains("1001 items");
  }
}
