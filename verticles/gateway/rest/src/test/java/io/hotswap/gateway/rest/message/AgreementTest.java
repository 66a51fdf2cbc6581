package io.hotswap.gateway.rest.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.gateway.rest.api.BodySchemas;
import io.hotswap.gateway.rest.api.OpenApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The hand-written decoders accept exactly what the document's schemas accept. */
class AgreementTest {
  private static final int ROUNDS = 4000;
  private static final Intake INTAKE =
      new Intake("p", 1_700_000_000_123L, Limits.PAYLOAD_BYTES_MAX);
  private static final MessageId ID = new MessageId(1, 0, 0);
  private static final String RECEIPT = new Receipt(1, 0, 1, 1, 1).toString();
  private static final String MESSAGE =
      "{\"payload\":\"QUI=\",\"payloadEncoding\":\"text\",\"key\":\"k\",\"priority\":3,"
          + "\"contentType\":\"a/b\",\"schemaVersion\":\"1\",\"headers\":{\"a\":\"b\"},"
          + "\"producerId\":\"p\",\"idempotencyKey\":\"i\",\"ttl\":\"5s\",\"delay\":\"5s\"}";
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "9",
          "10",
          "-1",
          "1.0",
          "1.5",
          "1e2",
          "43200",
          "43201",
          "1e400",
          "123456789012345678901",
          "\"\"",
          "\"x\"",
          "\"a b\"",
          "\"QUI=\"",
          "\"QUI\"",
          "\"Q===\"",
          "\"QU\u0142=\"",
          "\"text\"",
          "\"json\"",
          "\"base64\"",
          "\"Retryable\"",
          "\"5s\"",
          "\"PT5S\"",
          "\"-5s\"",
          "\"2023-11-14T22:13:20Z\"",
          "\"2023-11-15T00:13:20.5+02:00\"",
          "\"2023-11-14 22:13:20Z\"",
          "\"NonRetryable\"",
          "\"PT\"",
          "\"5 s\"",
          "\"\\u0007\"",
          "\"\\u0000\"",
          "[]",
          "[1]",
          "[{}]",
          "{}",
          "{\"a\":\"b\"}",
          "{\"a\":1}",
          "{\"\":\"b\"}",
          "{\"a\":\"\\n\"}",
          "\"" + "x".repeat(256) + "\"",
          "\"" + "x".repeat(257) + "\"",
          "\"" + "x".repeat(1025) + "\"",
          "{\"a\":\"" + "x".repeat(4097) + "\"}",
          "\"" + RECEIPT + "\"",
          "\"t\\n\"");
  private static final List<String> NAMES =
      List.of(
          "payload",
          "payloadEncoding",
          "key",
          "priority",
          "contentType",
          "schemaVersion",
          "headers",
          "producerId",
          "idempotencyKey",
          "ttl",
          "deliverAt",
          "topicName",
          "messages",
          "receipt",
          "delay",
          "reason",
          "class",
          "seconds",
          "acks",
          "messageId",
          "other",
          "a/b~c");

  private final ObjectMapper mapper = new ObjectMapper();
  private final BodySchemas schemas = new BodySchemas(OpenApi.load());
  private final Random random = new Random(42);

  @Test
  void onPublish() {
    String body = MESSAGE.replaceFirst("\\{", "{\"topicName\":\"t\",");
    agree("Publish", body, bytes -> PublishDecoder.one(bytes, INTAKE));
  }

  @Test
  void onBatches() {
    String body = "{\"topicName\":\"t\",\"messages\":[" + MESSAGE + "," + MESSAGE + "]}";
    agree("PublishBatch", body, bytes -> PublishDecoder.batch(bytes, INTAKE, false));
  }

  @Test
  void onSettlements() {
    String receipt = "{\"receipt\":\"" + RECEIPT + "\"";
    agree("Ack", receipt + "}", bytes -> SettleDecoder.one(Kind.ACK, ID, bytes));
    agree("Release", receipt + "}", bytes -> SettleDecoder.one(Kind.RELEASE, ID, bytes));
    agree("Extend", receipt + ",\"seconds\":5}", b -> SettleDecoder.one(Kind.EXTEND, ID, b));
    agree(
        "Nack",
        receipt + ",\"delay\":\"1s\",\"reason\":\"r\",\"class\":\"Retryable\"}",
        bytes -> SettleDecoder.one(Kind.NACK, ID, bytes));
    agree(
        "AckBatch",
        "{\"acks\":[{\"messageId\":\"" + ID + "\",\"receipt\":\"" + RECEIPT + "\"}]}",
        SettleDecoder::batch);
  }

  private void agree(String schema, String valid, Consumer<byte[]> decoder) {
    assertThat(refusal(decoder, valid)).isNull();
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String body = mutate(valid);
      List<?> violations = schemas.validate(schema, tree(body));
      Problem refusal = refusal(decoder, body);
      boolean takes = refusal == null;
      accepted += takes ? 1 : 0;
      assertThat(takes)
          .as("%s %s: schema %s, decoder %s", schema, body, violations, refusal)
          .isEqualTo(violations.isEmpty());
    }
    assertThat(accepted).isBetween(ROUNDS / 50, ROUNDS * 49 / 50);
  }

  private static Problem refusal(Consumer<byte[]> decoder, String body) {
    try {
      decoder.accept(body.getBytes(StandardCharsets.UTF_8));
      return null;
    } catch (Problem refused) {
      return refused;
    }
  }

  private JsonNode tree(String text) {
    try {
      return mapper.readTree(text);
    } catch (IOException notJson) {
      throw new AssertionError(notJson);
    }
  }

  private String mutate(String valid) {
    JsonNode root = tree(valid);
    for (int times = random.nextInt(3); times >= 0; times--) {
      List<JsonNode> containers = new ArrayList<>();
      collect(root, containers);
      JsonNode chosen = containers.get(random.nextInt(containers.size()));
      JsonNode value = tree(VALUES.get(random.nextInt(VALUES.size())));
      if (chosen instanceof ObjectNode object) {
        change(object, value);
      } else if (chosen instanceof ArrayNode array && random.nextBoolean() && !array.isEmpty()) {
        array.remove(random.nextInt(array.size()));
      } else if (chosen instanceof ArrayNode array) {
        array.insert(random.nextInt(array.size() + 1), value);
      }
    }
    return random.nextInt(100) == 0
        ? JsonNodeFactory.instance.arrayNode().toString()
        : root.toString();
  }

  private void change(ObjectNode object, JsonNode value) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    int what = random.nextInt(10);
    if (what < 2 && !names.isEmpty()) {
      object.remove(names.get(random.nextInt(names.size())));
    } else if (what < 8 && !names.isEmpty()) {
      object.set(names.get(random.nextInt(names.size())), value);
    } else {
      object.set(NAMES.get(random.nextInt(NAMES.size())), value);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }
}
