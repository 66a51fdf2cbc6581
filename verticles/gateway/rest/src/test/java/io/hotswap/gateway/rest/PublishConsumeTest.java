package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.gateway.rest.fake.FakeExchange;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishConsumeTest {
  private static final String PUBLISH = "/api/v1/messages/publish";
  private static final String BATCH = "/api/v1/messages/publish-batch";
  private static final String CONSUME = "/api/v1/messages/consume/t";

  private final Door door = new Door().withTopic("t", "Queue");

  @AfterEach
  void close() {
    door.close();
  }

  private String publishOne() {
    FakeExchange answer = door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":\"x\"}");
    return answer.tree().path("messageId").asText();
  }

  @Test
  void answersWhereAMessageEndedUp() {
    FakeExchange answer = door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":\"x\"}");
    assertThat(answer.status).isEqualTo(201);
    assertThat(answer.text())
        .isEqualTo(
            "{\"messageId\":\""
                + new MessageId(1, 0, 0)
                + "\",\"topicName\":\"t\",\"partition\":0,\"offset\":0,\"publishedAt\":"
                + "\"2023-11-14T22:13:20.123Z\",\"duplicate\":false,\"durability\":\"fsync\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\" : [1, 2 ,\t3]}",
        "{ }",
        "[]",
        "12345678901234567890123456789012345678901234567890.000e-7",
        "-0.0",
        "7",
        "true",
        "null",
        "{\"a\":1,\"a\":2}",
        "{\"\\u00e9\\ud83d\":\"\\u0000 \\/ \u00e9 \uD83D\uDE00\"}",
        "[[[{\"deep\":[{}]}]]]"
      })
  void givesJsonBackByteForByte(String payload) {
    door.post(PUBLISH, "{ \"topicName\":\"t\" , \"payload\" :  " + payload + "  , \"priority\":1}");
    door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":" + payload + "}");
    FakeExchange answer = door.get(CONSUME);
    assertThat(answer.text().split("\"payload\":", -1)).hasSize(3);
    String expected = "\"payload\":" + payload + ",\"payloadEncoding\":\"json\"";
    assertThat(answer.text().split(Pattern.quote(expected), -1)).hasSize(3);
    assertThat(answer.text()).contains("\"contentType\":\"application/json\"");
  }

  @Test
  void givesTextAndBytesBackInTheirForm() {
    door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":\"\\u00e9\\n\\\"\\ud83d\\ude00\\u0000\"}");
    door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":\"AP8=\",\"payloadEncoding\":\"base64\"}");
    door.post(
        PUBLISH, "{\"topicName\":\"t\",\"payloadEncoding\":\"json\",\"payload\":\"\\u0041\"}");
    JsonNode messages = door.get(CONSUME).tree().path("messages");
    assertThat(messages.get(0).path("payload").asText()).isEqualTo("\u00e9\n\"\uD83D\uDE00\u0000");
    assertThat(messages.get(0).path("payloadEncoding").asText()).isEqualTo("text");
    assertThat(messages.get(1).path("payload").asText()).isEqualTo("AP8=");
    assertThat(messages.get(1).path("payloadEncoding").asText()).isEqualTo("base64");
    assertThat(door.broker.stored.get(2).array())
        .endsWith("\"\\u0041\"".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void keepsWhatComesWithAPayload() {
    door.post(
        PUBLISH,
        "{\"topicName\":\"t\",\"payload\":1,\"key\":\"k\",\"priority\":9,\"contentType\":\"x/y\","
            + "\"schemaVersion\":\"v3\",\"headers\":{\"a\":\"1\",\"b\":\"\"}}");
    FakeExchange answer = door.get(CONSUME);
    JsonNode message = answer.tree().path("messages").get(0);
    assertThat(message.path("key").asText()).isEqualTo("k");
    assertThat(message.path("priority").asInt()).isEqualTo(9);
    assertThat(message.path("contentType").asText()).isEqualTo("x/y");
    assertThat(message.path("schemaVersion").asText()).isEqualTo("v3");
    assertThat(message.path("headers").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"\"}");
    assertThat(message.path("producerId").asText()).isEqualTo("ann");
    assertThat(message.path("ackDeadline").asText()).isEqualTo("2023-11-14T22:13:50.123Z");
    assertThat(message.path("attempt").asInt()).isEqualTo(1);
    assertThat(message.path("receipt").asText()).hasSize(44);
  }

  @Test
  void publishesABatchInOrder() {
    FakeExchange answer =
        door.post(BATCH, "{\"messages\":[{\"payload\":1},{\"payload\":2}],\"topicName\":\"t\"}");
    assertThat(answer.status).isEqualTo(201);
    JsonNode results = answer.tree().path("results");
    assertThat(results.get(1).path("index").asInt()).isEqualTo(1);
    assertThat(results.get(1).path("offset").asInt()).isEqualTo(1);
  }

  @Test
  void refusesAWholeBatchForOneBadItem() {
    FakeExchange answer =
        door.post(
            BATCH,
            "{\"topicName\":\"t\",\"messages\":[{\"payload\":1},{\"payload\":2,\"priority\":10},{}]}");
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.tree().path("errors").findValuesAsText("pointer"))
        .containsExactly("/messages/1/priority", "/messages/2/payload");
    assertThat(door.broker.stored).isEmpty();
  }

  @Test
  void storesTheValidItemsOfAPartialBatch() {
    FakeExchange answer =
        door.post(
            BATCH + "?partial=true",
            "{\"topicName\":\"t\",\"messages\":[{\"payload\":1},{\"payload\":2,\"ttl\":\"0s\"},{\"payload\":3}]}");
    assertThat(answer.status).isEqualTo(207);
    JsonNode results = answer.tree().path("results");
    assertThat(results.get(0).path("offset").asInt()).isEqualTo(0);
    assertThat(results.get(1).path("error").path("code").asText()).isEqualTo("BadRequest");
    assertThat(results.get(2).path("offset").asInt()).isEqualTo(1);
    FakeExchange none =
        door.post(BATCH + "?partial=true", "{\"topicName\":\"t\",\"messages\":[{\"payloa\":1}]}");
    assertThat(none.status).isEqualTo(207);
    FakeExchange lost =
        door.post(BATCH + "?partial=true", "{\"topicName\":\"u\",\"messages\":[{\"payloa\":1}]}");
    assertThat(lost.code()).isEqualTo("TopicNotFound");
  }

  private FakeExchange lines(String target, String text) {
    return door.ask(
        new FakeExchange("POST", target)
            .body("application/x-ndjson", text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void takesOneMessagePerLine() {
    FakeExchange answer =
        lines(
            BATCH + "?topicName=t",
            "{\"payload\":{\"a\": 1}}\r\n\n{\"payload\":2,\"key\":\"k\"}\n");
    assertThat(answer.status).isEqualTo(201);
    assertThat(answer.tree().path("results")).hasSize(2);
    assertThat(
            lines(BATCH, "{\"payload\":1}").tree().path("errors").get(0).path("pointer").asText())
        .isEqualTo("query:topicName");
    assertThat(lines(BATCH + "?topicName=t", "\n \n").tree().path("detail").asText())
        .contains("/messages: 0 items");
    FakeExchange bad = lines(BATCH + "?topicName=t", "{\"payload\":1}\n{\"payload\":\n");
    assertThat(bad.tree().path("errors").get(0).path("pointer").asText()).isEqualTo("/messages/1");
    FakeExchange some = lines(BATCH + "?topicName=t&partial=true", "{\"payload\":1}\nnot json\n");
    assertThat(some.status).isEqualTo(207);
    assertThat(lines(BATCH + "?topicName=t", "{\"payload\":1}\n".repeat(1001)).status)
        .isEqualTo(400);
    assertThat(door.post(BATCH + "?topicName=t", "{}").status).isEqualTo(400);
  }

  @Test
  void refusesABatchThatIsTooBig() {
    String item = "{\"payload\":\"" + "x".repeat(1 << 20) + "\"}";
    String body = "{\"topicName\":\"t\",\"messages\":[" + (item + ",").repeat(8) + item + "]}";
    FakeExchange answer = door.post(BATCH, body);
    assertThat(answer.status).isEqualTo(413);
    FakeExchange one =
        door.post(
            PUBLISH, "{\"topicName\":\"t\",\"payload\":\"" + "x".repeat((1 << 20) + 1) + "\"}");
    assertThat(one.tree().path("errors").get(0).path("pointer").asText()).isEqualTo("/payload");
  }

  @Test
  void asksWithWhatTheQuerySays() {
    door.get(CONSUME + "?consumerGroup=g&limit=3&consumerId=c1&from=earliest");
    assertThat(door.broker.lastConsume.group()).isEqualTo("g");
    assertThat(door.broker.lastConsume.limit()).isEqualTo(3);
    assertThat(door.broker.lastConsume.consumerId()).isEqualTo("c1");
    assertThat(door.broker.lastConsume.fromEarliest()).isTrue();
    FakeExchange empty = door.get(CONSUME);
    assertThat(empty.text()).isEqualTo("{\"messages\":[]}");
    assertThat(door.broker.lastConsume.consumerId()).isEqualTo("ann@127.0.0.1:4711");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0,limit",
    "limit=1001,limit",
    "limit=x,limit",
    "waitMs=30001,waitMs",
    "from=middle,from",
    "consumerGroup=%20,consumerGroup",
    "consumerId=a/b,consumerId",
    "nonsense=1,nonsense",
    "limit=1&limit=2,limit"
  })
  void refusesBadParameters(String query, String name) {
    FakeExchange answer = door.get(CONSUME + "?" + query);
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.tree().path("errors").get(0).path("pointer").asText())
        .isEqualTo("query:" + name);
  }

  @Test
  void wantsAGroupForPubSub() {
    door.withTopic("p", "PubSub");
    assertThat(door.get("/api/v1/messages/consume/p").code()).isEqualTo("BadRequest");
    assertThat(door.get("/api/v1/messages/consume/p?consumerGroup=g").status).isEqualTo(200);
  }

  @Test
  void waitsInTheKernelUntilThereIsSomething() {
    FakeExchange pull = door.get(CONSUME + "?waitMs=1000");
    assertThat(pull.parkedOn).isEqualTo(WaitKey.subscription(1, "default"));
    assertThat(pull.parkedUntil).isEqualTo(1000);
    publishOne();
    pull.age = 400;
    door.ask(pull);
    assertThat(pull.status).isEqualTo(200);
    assertThat(pull.tree().path("messages")).hasSize(1);
    assertThat(pull.answers).isEqualTo(2);
  }

  @Test
  void answersNothingAtTheDeadline() {
    FakeExchange pull = new FakeExchange("GET", CONSUME + "?waitMs=1000");
    pull.age = 1000;
    assertThat(door.ask(pull).text()).isEqualTo("{\"messages\":[]}");
  }

  @Test
  void givesBackWhatAClientThatIsGoneCannotGet() {
    publishOne();
    FakeExchange pull = new FakeExchange("GET", CONSUME);
    pull.closed = true;
    door.ask(pull);
    assertThat(door.broker.settled).extracting(Settlement::kind).containsExactly(Kind.RELEASE);
  }

  @Test
  void settlesInEveryWay() {
    String id = publishOne();
    String receipt = door.get(CONSUME).tree().path("messages").get(0).path("receipt").asText();
    String at = "/api/v1/messages/" + id;
    assertThat(door.post(at + "/ack", "{\"receipt\":\"" + receipt + "\"}").status).isEqualTo(204);
    assertThat(door.ask(new FakeExchange("POST", at + "/ack")).status).isEqualTo(204);
    String nack = "{\"delay\":\"5s\",\"reason\":\"r\",\"class\":\"Critical\"}";
    assertThat(door.post(at + "/nack", nack).status).isEqualTo(204);
    assertThat(door.post(at + "/release", "{}").status).isEqualTo(204);
    assertThat(door.post(at + "/extend", "{\"seconds\":60}").status).isEqualTo(204);
    assertThat(door.broker.settled)
        .extracting(Settlement::kind)
        .containsExactly(Kind.ACK, Kind.ACK, Kind.NACK, Kind.RELEASE, Kind.EXTEND);
    assertThat(door.broker.settled.get(0).receipt()).hasToString(receipt);
    assertThat(door.broker.settled.get(2).delayMillis()).isEqualTo(5000);
    assertThat(door.broker.settled.get(2).failureClass()).isEqualTo(FailureClass.Critical);
    assertThat(door.broker.settled.get(4).delayMillis()).isEqualTo(60_000);
  }

  @Test
  void wantsReceiptsOnExactlyOnceTopics() {
    door.post(
        "/api/v1/topics",
        "{\"name\":\"e\",\"type\":\"Queue\",\"deliveryGuarantee\":\"ExactlyOnce\"}");
    door.broker.outcomes.add(Outcome.RECEIPT_NEEDED);
    FakeExchange answer = door.post("/api/v1/messages/" + new MessageId(2, 0, 0) + "/ack", "{}");
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.text()).contains("\"pointer\":\"/receipt\"");
  }

  @ParameterizedTest
  @CsvSource({
    "STALE,409,StaleReceipt",
    "ALREADY_ACKED,409,AlreadyAcked",
    "RECEIPT_NEEDED,409,ReceiptNeeded",
    "IN_TRANSACTION,409,Conflict",
    "UNKNOWN_MESSAGE,404,MessageNotFound"
  })
  void saysWhyASettlementWasRefused(Outcome outcome, int status, String code) {
    door.broker.outcomes.add(outcome);
    FakeExchange answer = door.post("/api/v1/messages/" + new MessageId(1, 0, 0) + "/ack", "{}");
    assertThat(answer.status).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ack;{\"receipt\":\"nonsense\"};/receipt;BadRequest",
        "ack;{\"receipt\":7};/receipt;BadRequest",
        "ack;{\"delay\":\"1s\"};/delay;BadRequest",
        "nack;{\"delay\":\"25h\"};/delay;BadRequest",
        "nack;{\"delay\":3};/delay;BadRequest",
        "nack;{\"class\":\"Worse\"};/class;BadRequest",
        "nack;{\"reason\":\"a\\u0001\"};/reason;BadRequest",
        "extend;{};/seconds;BadRequest",
        "extend;{\"seconds\":0};/seconds;BadRequest",
        "extend;{\"seconds\":1.5};/seconds;BadRequest",
        "extend;{\"seconds\":99999999999999999999999};/seconds;BadRequest",
        "release;[];body;BadRequest"
      })
  void refusesBadSettlements(String what, String body, String named, String code) {
    FakeExchange answer =
        door.post("/api/v1/messages/" + new MessageId(1, 0, 0) + "/" + what, body);
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.tree().path("detail").asText()).startsWith(named + ":");
    assertThat(door.broker.settled).isEmpty();
  }

  @Test
  void acksABatchItemByItem() {
    door.broker.outcomes.add(Outcome.DONE);
    door.broker.outcomes.add(Outcome.STALE);
    String body =
        "{\"acks\":[{\"messageId\":\"%s\"},{\"messageId\":\"nope\"},{\"messageId\":\"%s\"}]}"
            .formatted(new MessageId(1, 0, 0), new MessageId(1, 0, 1));
    FakeExchange answer = door.post("/api/v1/messages/ack-batch", body);
    assertThat(answer.status).isEqualTo(200);
    JsonNode results = answer.tree().path("results");
    assertThat(results.get(0).path("status").asText()).isEqualTo("Acked");
    assertThat(results.get(1).path("error").path("code").asText()).isEqualTo("MessageNotFound");
    assertThat(results.get(2).path("error").path("code").asText()).isEqualTo("StaleReceipt");
    String unreadable = body.replace("\"}]", "\",\"receipt\":\"b\"}]");
    JsonNode some = door.post("/api/v1/messages/ack-batch", unreadable).tree().path("results");
    assertThat(some.get(0).path("status").asText()).isEqualTo("Acked");
    JsonNode error = some.get(2).path("error");
    assertThat(error.path("code").asText()).isEqualTo("BadRequest");
    assertThat(error.path("errors").get(0).path("pointer").asText()).isEqualTo("/acks/2/receipt");
    assertThat(door.broker.settled).hasSize(3);
    FakeExchange bad =
        door.post("/api/v1/messages/ack-batch", body.replace("\"}]", "\",\"receipt\":7}]"));
    assertThat(bad.status).isEqualTo(400);
    assertThat(door.post("/api/v1/messages/ack-batch", "{\"acks\":[]}").status).isEqualTo(400);
    assertThat(door.post("/api/v1/messages/ack-batch", "{}").status).isEqualTo(400);
    FakeExchange unknown =
        door.post("/api/v1/messages/ack-batch", "{\"acks\":[{\"messageId\":\"a\"}]}");
    assertThat(unknown.status).isEqualTo(200);
  }

  @Test
  void keepsNarrowedTokensToTheirTopics() {
    door.withTopic("other", "Queue");
    String foreign = new MessageId(2, 0, 0).toString();
    FakeExchange ack =
        new FakeExchange("POST", "/api/v1/messages/" + foreign + "/ack").as(Role.consumer, "t*");
    assertThat(door.ask(ack).code()).isEqualTo("Forbidden");
    String acks =
        "{\"acks\":[{\"messageId\":\"%s\"},{\"messageId\":\"%s\"},{\"messageId\":\"%s\"}]}"
            .formatted(foreign, new MessageId(1, 0, 0), new MessageId(9, 0, 0));
    FakeExchange batch =
        new FakeExchange("POST", "/api/v1/messages/ack-batch").as(Role.consumer, "t*").json(acks);
    JsonNode results = door.ask(batch).tree().path("results");
    assertThat(results.get(0).path("error").path("code").asText()).isEqualTo("Forbidden");
    assertThat(results.get(1).path("status").asText()).isEqualTo("Acked");
    assertThat(results.get(2).path("error").path("code").asText()).isEqualTo("MessageNotFound");
    FakeExchange publish =
        new FakeExchange("POST", PUBLISH)
            .as(Role.producer, "t*")
            .json("{\"topicName\":\"other\",\"payload\":1}");
    assertThat(door.ask(publish).status).isEqualTo(403);
    FakeExchange consume =
        new FakeExchange("GET", "/api/v1/messages/consume/other").as(Role.consumer, "t*");
    assertThat(door.ask(consume).status).isEqualTo(403);
    assertThat(door.broker.settled).hasSize(1);
  }

  @Test
  void showsAMessageWithItsStates() {
    String id = publishOne();
    JsonNode message = door.get("/api/v1/messages/" + id).tree();
    assertThat(message.path("topicName").asText()).isEqualTo("t");
    assertThat(message.path("subscriptions").get(0).path("consumerId").asText()).isEqualTo("c");
    assertThat(message.path("subscriptions").get(0).path("attempts").asInt()).isEqualTo(2);
    assertThat(message.path("subscriptions").get(1).path("attempts").asInt()).isZero();
    assertThat(message.path("subscriptions").get(1).has("consumerId")).isFalse();
    assertThat(message.path("journey").get(0).path("event").asText()).isEqualTo("published");
    assertThat(message.path("journey").get(1).toString())
        .isEqualTo(
            "{\"event\":\"leased\",\"at\":\"2023-11-14T22:13:20.124Z\",\"consumerGroup\":\"a\","
                + "\"detail\":\"c\"}");
    assertThat(door.get("/api/v1/messages/nonsense").code()).isEqualTo("MessageNotFound");
  }

  @Test
  void asksOnceMoreWhenNothingWasDone() {
    door.broker.failures.add(Problem.of(ErrorCode.Moved, "moved"));
    assertThat(door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":1}").status).isEqualTo(201);
    door.broker.failures.add(Problem.of(ErrorCode.Unavailable, "one"));
    door.broker.failures.add(Problem.retryLater(ErrorCode.Unavailable, "two", 7));
    FakeExchange twice = door.get(CONSUME);
    assertThat(twice.status).isEqualTo(503);
    assertThat(twice.answerHeaders).containsEntry("retry-after", "7");
    door.broker.failures.add(Problem.of(ErrorCode.OutcomeUnknown, "unknown"));
    int before = door.broker.calls;
    FakeExchange unknown = door.post(PUBLISH, "{\"topicName\":\"t\",\"payload\":1}");
    assertThat(unknown.code()).isEqualTo("OutcomeUnknown");
    assertThat(unknown.answerHeaders).containsEntry("retry-after", "1");
    assertThat(door.broker.calls).isEqualTo(before + 1);
    door.broker.failures.add(Problem.of(ErrorCode.Moved, "moved"));
    assertThat(door.post(BATCH, "{\"topicName\":\"t\",\"messages\":[{\"payload\":1}]}").status)
        .isEqualTo(503);
  }
}
