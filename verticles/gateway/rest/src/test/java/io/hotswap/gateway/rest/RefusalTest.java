package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.gateway.rest.api.OpenApi;
import io.hotswap.gateway.rest.api.Operation;
import io.hotswap.gateway.rest.fake.FakeExchange;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every operation refuses in the same way. */
class RefusalTest {
  private static final List<Operation> OPERATIONS = OpenApi.load().operations();
  private static final String PUBLISH = "/api/v1/messages/publish";

  private final Door door = new Door();

  @AfterEach
  void close() {
    door.close();
  }

  private static FakeExchange request(Operation operation) {
    return new FakeExchange(operation.method(), operation.path().replaceAll("\\{\\w+}", "x"));
  }

  @Test
  void keepsToTheRightsOfEachOperation() {
    for (Operation operation : OPERATIONS) {
      if (operation.role().isEmpty()) {
        continue;
      }
      FakeExchange anonymous = door.ask(request(operation).anonymous());
      assertThat(anonymous.status).as(operation.id()).isEqualTo(401);
      assertThat(anonymous.answerHeaders).containsKey("www-authenticate");
      for (Role role : Role.values()) {
        boolean may =
            role == Role.admin
                || role == operation.role().get()
                || operation.role().get() == Role.viewer;
        int status = door.ask(request(operation).as(role)).status;
        if (may) {
          assertThat(status).as(operation.id() + " as " + role).isNotEqualTo(403);
        } else {
          assertThat(status).as(operation.id() + " as " + role).isEqualTo(403);
        }
      }
    }
    assertThat(door.broker.topics).isEmpty();
  }

  @Test
  void answersPlannedOperationsWith501() {
    for (Operation operation : OPERATIONS) {
      if (operation.planned()) {
        FakeExchange answer = door.ask(request(operation));
        assertThat(answer.status).as(operation.id()).isEqualTo(501);
        assertThat(answer.code()).isEqualTo("Unsupported");
      }
    }
  }

  private static String pointer(FakeExchange answer) {
    return answer.tree().path("errors").get(0).path("pointer").asText();
  }

  /** Everything that takes JSON, with everything that is not JSON, or not the one wanted. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "",
        "[]",
        "7",
        "\"x\"",
        "null",
        "{} {}",
        "{}x",
        "{\"a\":}",
        "{'a':1}",
        "{\"a\":1,}",
        "\uFEFF{}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "\u0000{}",
        "{\"\\ud800\":1}",
        "// x\n{}"
      })
  void refusesBadBodiesEverywhere(String body) {
    for (Operation operation : OPERATIONS) {
      if (!operation.consumes().contains("application/json") || operation.planned()) {
        continue;
      }
      if (body.isEmpty() && !operation.bodyRequired()) {
        continue;
      }
      FakeExchange answer = door.ask(request(operation).json(body));
      assertThat(answer.status).as(operation.id() + " " + body).isBetween(400, 404);
      assertThat(answer.answerHeaders).containsEntry("content-type", "application/problem+json");
      assertThat(answer.tree().path("type").asText()).startsWith("urn:hotswap:problem:");
      assertThat(answer.text()).doesNotContain("JsonReadFeature", "token", "enable", "code 0x");
    }
    assertThat(door.broker.topics).isEmpty();
    assertThat(door.broker.settled).isEmpty();
  }

  @Test
  void refusesWhatIsNestedTooDeepOrNotUtf8() {
    door.withTopic("t", "Queue");
    String deep = "{\"topicName\":\"t\",\"payload\":" + "[".repeat(63) + "]".repeat(63) + "}";
    assertThat(door.post(PUBLISH, deep).status).isEqualTo(201);
    String deeper = deep.replace("[]", "[[]]");
    FakeExchange answer = door.post(PUBLISH, deeper);
    assertThat(answer.status).isEqualTo(400);
    assertThat(pointer(answer)).isEqualTo("/payload" + "/0".repeat(63));
    assertThat(answer.text()).contains("depth: more than 64 (expected: at most 64)");
    FakeExchange tree = door.post("/api/v1/topics", "{\"backoff\":" + "[".repeat(64));
    assertThat(pointer(tree)).startsWith("/backoff/0");
    assertThat(tree.text()).contains("depth: more than 64").doesNotContain("malformed");
    assertThat(door.post("/api/v1/topics", "[".repeat(100_000)).status).isEqualTo(400);
    byte[] latin =
        "{\"topicName\":\"t\",\"payload\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    FakeExchange notUtf8 =
        door.ask(new FakeExchange("POST", PUBLISH).body("application/json", latin));
    assertThat(notUtf8.text()).contains("invalid UTF-8 at byte 28");
    byte[] utf16 = "{\"topicName\":\"t\",\"payload\":1}".getBytes(StandardCharsets.UTF_16LE);
    assertThat(door.ask(new FakeExchange("POST", PUBLISH).body("application/json", utf16)).status)
        .isEqualTo(400);
    byte[] cut = {'{', '"', (byte) 0xc3};
    assertThat(door.ask(new FakeExchange("POST", PUBLISH).body("application/json", cut)).status)
        .isEqualTo(400);
  }

  @Test
  void refusesTooLongNumbersAndRepeatedFields() {
    String digits = "1".repeat(101);
    FakeExchange number = door.post("/api/v1/topics", "{\"partitions\":" + digits + "}");
    assertThat(pointer(number)).isEqualTo("/partitions");
    assertThat(number.text()).contains("at most 50000 and 100 characters");
    FakeExchange twice = door.post("/api/v1/topics", "{\"backoff\":{\"a\":{},\"a\":{}}}");
    assertThat(pointer(twice)).isEqualTo("/backoff/a");
    assertThat(twice.text()).contains("given twice (expected: once)");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/,404",
    "GET,/api/v1/nothing,404",
    "GET,/api/v1/topics/,404",
    "GET,/api//v1/topics,404",
    "GET,/api/v1/topics/a/b/c/d,404",
    "GET,*,404",
    "PATCH,/api/v1/topics,405",
    "PUT,/api/v1/messages/publish,405",
    "HEAD,/api/v1/messages/consume/t,405",
    "GET,/api/v1/topics/%zz,400",
    "GET,/api/v1/topics/%f,400",
    "GET,/api/v1/topics/%ff,400",
    "GET,/api/v1/topics/a%00b,400",
    "OPTIONS,/api/v1/topics,204",
    "HEAD,/api/v1/topics,200"
  })
  void knowsItsPathsAndMethods(String method, String path, int status) {
    FakeExchange answer = door.ask(new FakeExchange(method, path));
    assertThat(answer.status).isEqualTo(status);
    if (status == 405 || status == 204) {
      assertThat(answer.answerHeaders.get("allow")).contains("OPTIONS");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|201",
        "application/json; charset=UTF-8|201",
        "Application/JSON;charset=utf-8|201",
        "application/json; charset=latin1|415",
        "application/x-www-form-urlencoded|415",
        "text/plain|415",
        "application/x-ndjson|415"
      })
  void takesOnlyItsTypes(String type, int status) {
    door.withTopic("t", "Queue");
    byte[] body = "{\"topicName\":\"t\",\"payload\":1}".getBytes(StandardCharsets.UTF_8);
    FakeExchange answer = door.ask(new FakeExchange("POST", PUBLISH).body(type, body));
    assertThat(answer.status).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|200",
        "*/*|200",
        "application/*;q=0.5|200",
        "text/html, */*;q=0.1|200",
        "text/html|406",
        "application/json;q=0|406",
        "text/event-stream|406"
      })
  void givesOnlyItsTypes(String accept, int status) {
    FakeExchange answer =
        door.ask(new FakeExchange("GET", "/api/v1/topics").header("accept", accept));
    assertThat(answer.status).isEqualTo(status);
  }

  @Test
  void refusesABodyWhereThereIsNone() {
    FakeExchange answer = door.ask(new FakeExchange("GET", "/api/v1/topics").json("{}"));
    assertThat(answer.tree().path("detail").asText()).startsWith("body: 2 bytes");
  }

  @Test
  void tellsNothingOfItsOwnFaults() {
    door.broker.failures.add(new IllegalStateException("secret"));
    FakeExchange answer = door.get("/api/v1/topics");
    assertThat(answer.status).isEqualTo(500);
    assertThat(answer.code()).isEqualTo("Internal");
    assertThat(answer.text()).doesNotContain("secret", "Exception");
  }

  @Test
  void closesMetricsWhenConfigured() {
    try (Door closed = new Door(new JsonObject().put("metrics-open", false))) {
      assertThat(closed.ask(new FakeExchange("GET", "/metrics").anonymous()).status).isEqualTo(401);
      assertThat(closed.get("/metrics").status).isEqualTo(200);
    }
  }
}
