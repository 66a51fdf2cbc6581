package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.gateway.rest.fake.FakeExchange;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions, and dead letters brought back. */
class TransactionsTest {
  private static final String PATH = "/api/v1/transactions";
  private static final String DLQ = "/api/v1/topics/t/dlq";
  private static final String ACK =
      "{\"messageId\":\"%s\",\"receipt\":\"%s\"}"
          .formatted(new MessageId(1, 0, 0), new Receipt(1, 0, 1, 1, 1));

  private final Door door = new Door().withTopic("t", "Queue").withTopic("u", "Queue");

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void commitsAcksAndPublishesTogether() {
    String body =
        "{\"acks\":["
            + ACK
            + "],\"publishes\":[{\"topicName\":\"t\",\"payload\":1},"
            + "{\"topicName\":\"u\",\"payload\":2},{\"topicName\":\"t\",\"payload\":3}]}";
    FakeExchange answer = door.post(PATH, body);
    assertThat(answer.status).as(answer.text()).isEqualTo(200);
    assertThat(answer.tree().path("acked").asInt()).isEqualTo(1);
    JsonNode results = answer.tree().path("results");
    assertThat(results.findValuesAsText("topicName")).containsExactly("t", "u", "t");
    assertThat(results.findValuesAsText("offset")).containsExactly("0", "2", "1");
    assertThat(results.findValuesAsText("index")).containsExactly("0", "1", "2");
    Transaction transaction = door.broker.transactions.get(0);
    assertThat(transaction.publishes()).hasSize(2);
    assertThat(transaction.acks().get(0).receipt()).isNotNull();
    assertThat(transaction.id()).hasSize(36);
  }

  @Test
  void namesATransactionByItsKeyAndCaller() {
    String body = "{\"acks\":[" + ACK + "],\"publishes\":[]}";
    for (int i = 0; i < 2; i++) {
      door.ask(new FakeExchange("POST", PATH).json(body).header("Idempotency-Key", "k"));
    }
    door.ask(new FakeExchange("POST", PATH).json(body).header("Idempotency-Key", "l"));
    assertThat(door.broker.transactions.get(0).id())
        .isEqualTo(door.broker.transactions.get(1).id())
        .isNotEqualTo(door.broker.transactions.get(2).id())
        .hasSizeLessThanOrEqualTo(64);
    FakeExchange bad =
        new FakeExchange("POST", PATH).json(body).header("Idempotency-Key", "x".repeat(65));
    assertThat(door.ask(bad).status).isEqualTo(400);
  }

  @Test
  void isRefusedAsAWhole() {
    door.broker.failures.add(Problem.of(ErrorCode.TransactionAborted, "ack 0: stale"));
    FakeExchange answer = door.post(PATH, "{\"acks\":[" + ACK + "]}");
    assertThat(answer.status).isEqualTo(409);
    FakeExchange noProducer =
        new FakeExchange("POST", PATH).as(Role.consumer).json("{\"acks\":[" + ACK + "]}");
    assertThat(door.ask(noProducer).status).isEqualTo(403);
    FakeExchange foreign =
        new FakeExchange("POST", PATH).as(Role.admin, "u").json("{\"acks\":[" + ACK + "]}");
    assertThat(door.ask(foreign).status).isEqualTo(403);
    FakeExchange foreignTopic =
        new FakeExchange("POST", PATH)
            .as(Role.admin, "u")
            .json("{\"publishes\":[{\"topicName\":\"t\",\"payload\":1}]}");
    assertThat(door.ask(foreignTopic).status).isEqualTo(403);
    assertThat(door.broker.transactions).isEmpty();
    assertThat(new Principal("a", java.util.Set.of(), java.util.List.of()).has(Role.producer))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{};''",
        "{\"acks\":[],\"publishes\":[]};''",
        "{\"acks\":[{\"messageId\":\"x\",\"receipt\":\"y\"}]};/acks/0/messageId",
        "{\"acks\":[{\"receipt\":\"y\"}]};/acks/0/receipt",
        "{\"acks\":[7]};/acks/0",
        "{\"publishes\":[{\"payload\":1}]};/publishes/0/topicName",
        "{\"publishes\":[{\"topicName\":\"t\",\"payload\":1,\"delay\":\"x\"}]};/publishes/0/delay",
        "{\"publish\":[]};/publish"
      })
  void refusesBadTransactions(String body, String pointer) {
    FakeExchange answer = door.post(PATH, body);
    assertThat(answer.status).as(answer.text()).isEqualTo(400);
    assertThat(answer.tree().path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    assertThat(door.broker.calls).isEqualTo(2);
  }

  private void bury() {
    for (int i = 0; i < 3; i++) {
      door.broker.dead.add(
          new MessageBuilder()
              .payload(Encoding.TEXT, ByteBuffer.wrap(new byte[] {'x'}))
              .failure("{\"reason\":\"Rejected\",\"consumerGroup\":\"default\"}")
              .build());
    }
  }

  @Test
  void listsDeadLettersByPage() {
    assertThat(door.get(DLQ).text()).isEqualTo("{\"items\":[],\"next\":null}");
    bury();
    FakeExchange page = door.get(DLQ + "?limit=2&reason=Rejected&consumerGroup=default");
    assertThat(page.tree().path("items")).hasSize(2);
    JsonNode entry = page.tree().path("items").get(0);
    assertThat(entry.path("topicName").asText()).isEqualTo("t.dlq");
    assertThat(entry.path("deadLetter").path("reason").asText()).isEqualTo("Rejected");
    assertThat(door.broker.lastDead.reason()).isEqualTo(DeadReason.Rejected);
    String next = page.tree().path("next").asText();
    FakeExchange rest = door.get(DLQ + "?from=2023-11-14T22:13:20Z&cursor=" + next);
    assertThat(rest.tree().path("items")).hasSize(1);
    assertThat(door.broker.lastDead.fromMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(door.broker.lastDead.reason()).isNull();
    assertThat(door.get(DLQ + "?reason=Bored").status).isEqualTo(400);
    assertThat(door.get(DLQ + "?to=now").text()).contains("query:to");
  }

  @Test
  void replaysDeadLetters() {
    FakeExchange nothing = door.ask(new FakeExchange("POST", DLQ + "/replay"));
    assertThat(nothing.text()).contains("\"matched\":0", "\"replayed\":0");
    String one = new MessageId(1, 0, 0).toString();
    assertThat(door.ask(new FakeExchange("POST", DLQ + "/" + one + "/replay")).code())
        .isEqualTo("MessageNotFound");
    bury();
    assertThat(door.ask(new FakeExchange("POST", DLQ + "/" + one + "/replay")).status)
        .isEqualTo(200);
    assertThat(door.broker.lastReplay.query().ids()).hasSize(1);
    FakeExchange some =
        door.post(
            DLQ + "/replay",
            "{\"consumerGroup\":\"g\",\"reason\":\"Expired\",\"from\":\"2023-11-14T22:13:20Z\","
                + "\"ids\":[\""
                + one
                + "\"],\"limit\":5,\"ratePerSecond\":6,\"dryRun\":true}");
    assertThat(some.text())
        .isEqualTo("{\"matched\":3,\"replayed\":0,\"dryRun\":true,\"messageIds\":[]}");
    assertThat(door.broker.lastReplay.limit()).isEqualTo(5);
    assertThat(door.broker.lastReplay.ratePerSecond()).isEqualTo(6);
    assertThat(door.broker.lastReplay.query().group()).isEqualTo("g");
    assertThat(door.post(DLQ + "/replay", "{\"ids\":[\"x\"]}").text()).contains("/ids/0");
    assertThat(door.post(DLQ + "/replay", "{\"to\":\"2023-13-01T00:00:00Z\"}").status)
        .isEqualTo(400);
    assertThat(door.post(DLQ + "/replay", "{\"limit\":0}").status).isEqualTo(400);
    FakeExchange consumer = new FakeExchange("POST", DLQ + "/replay").as(Role.consumer);
    assertThat(door.ask(consumer).status).isEqualTo(403);
  }
}
