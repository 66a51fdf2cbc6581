package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A node that the tests of a class share, each with topics of its own, as a foreign client uses it.
 * After each test the figures of every topic must add up and the node must be ready. JSON is
 * written with single quotes.
 */
final class LiveBroker implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path home;
  private NodeProcess node;
  private Api api;
  private int topics;

  /** A delivered message. */
  record Got(JsonNode json) {
    String id() {
      return json.path("messageId").asText();
    }

    String receipt() {
      return json.path("receipt").asText();
    }

    String payload() {
      return json.path("payload").asText();
    }

    int attempt() {
      return json.path("attempt").asInt();
    }

    /** What an ack, nack, release or extend says, with more fields. */
    String proof(String more) {
      return "{'receipt':'" + receipt() + "'" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    @Override
    public String toString() {
      return payload() + "#" + attempt();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    home = Files.createTempDirectory("hotswap-" + context.getRequiredTestClass().getSimpleName());
    node = NodeProcess.started(home);
    api = Api.of(node);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    for (JsonNode topic : get("/api/v1/topics?limit=1000").path("items")) {
      assertWhole(topic.path("name").asText());
    }
    assertThat(get("/health/ready").path("status").asText()).isEqualTo("UP");
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    node.close();
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void assertWhole(String topic) {
    JsonNode figures = get("/api/v1/topics/" + topic + "/metrics");
    for (JsonNode one : figures.path("subscriptions")) {
      long sum = 0;
      for (String place :
          "ready leased delayed blocked parked acked dead expired trimmed cancelled".split(" ")) {
        assertThat(one.path(place).asLong(-1)).as("%s of %s", place, one).isNotNegative();
        sum += one.path(place).asLong();
      }
      assertThat(sum).as("%s: %s", topic, one).isEqualTo(one.path("entered").asLong(-1));
    }
  }

  static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  /** One that waits for what must come true. */
  static ConditionFactory soon(String what) {
    return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
  }

  Api api() {
    return api;
  }

  String url() {
    return node.url();
  }

  /** SIGTERM and a start. */
  void restart() {
    assertThat(node.stop()).isZero();
    startAgain();
  }

  /** SIGKILL and a start. */
  void crash() {
    node.kill();
    startAgain();
  }

  private void startAgain() {
    node.start();
    api = new Api(api.http(), node.url(), api.token());
  }

  JsonNode get(String path) {
    return api.expect(200, "GET", path, null);
  }

  /** Creates a topic with these settings; answers its name. */
  String topic(String settings) {
    String name = "t" + ++topics;
    expect(201, "POST", "/api/v1/topics", "{'name':'" + name + "'," + settings + "}");
    return name;
  }

  JsonNode expect(int status, String method, String path, String body) {
    return api.expect(status, method, path, json(body));
  }

  /** A refusal that must have this status and code. */
  JsonNode refused(int status, String code, String method, String path, String body) {
    JsonNode problem = api.expect(status, method, path, body == null ? null : json(body));
    assertThat(problem.path("code").asText()).as("%s", problem).isEqualTo(code);
    return problem;
  }

  JsonNode publish(String topic, String fields) {
    String body = "{'topicName':'" + topic + "'," + fields + "}";
    return expect(201, "POST", "/api/v1/messages/publish", body);
  }

  /** Publishes payloads with a key, none if null. */
  List<String> publishAll(String topic, String key, String... payloads) {
    List<String> ids = new ArrayList<>();
    for (String payload : payloads) {
      String fields = "'payload':'" + payload + "'" + (key == null ? "" : ",'key':'" + key + "'");
      ids.add(publish(topic, fields).path("messageId").asText());
    }
    return ids;
  }

  /** One pull; {@code query} as {@code limit=3&consumerGroup=g}. */
  List<Got> consume(String topic, String query) {
    List<Got> got = new ArrayList<>();
    JsonNode answer = get("/api/v1/messages/consume/" + topic + "?" + query);
    answer.path("messages").forEach(one -> got.add(new Got(one)));
    return got;
  }

  /** Pulls until nothing more is there; nothing is acked. */
  List<Got> consumeNow(String topic, String query) {
    List<Got> all = new ArrayList<>();
    List<Got> got = consume(topic, query);
    while (!got.isEmpty()) {
      all.addAll(got);
      got = consume(topic, query);
    }
    return all;
  }

  /** Pulls, waiting, until so many messages have come. */
  List<Got> consumeAll(String topic, String query, int count) {
    List<Got> got = new ArrayList<>();
    soon(count + " messages of " + topic)
        .until(
            () -> {
              int left = count - got.size();
              got.addAll(consume(topic, "waitMs=1000&limit=" + left + "&" + query));
              return got.size() == count;
            });
    return got;
  }

  Got consumeOne(String topic, String query) {
    return consumeAll(topic, query, 1).get(0);
  }

  /** Payloads of all that is there, acked one by one. */
  List<String> drain(String topic, String query) {
    List<String> payloads = new ArrayList<>();
    List<Got> got = consume(topic, "limit=1&" + query);
    while (!got.isEmpty()) {
      payloads.add(got.get(0).payload());
      ack(got.get(0));
      got = consume(topic, "limit=1&" + query);
    }
    return payloads;
  }

  /** The answer to {@code ack}, {@code nack}, {@code release} or {@code extend}. */
  Api.Answer settle(String how, Got got, String more) {
    return api.call("POST", "/api/v1/messages/" + got.id() + "/" + how, json(got.proof(more)));
  }

  void ack(Got got) {
    done("ack", got, "");
  }

  void nack(Got got, String more) {
    done("nack", got, more);
  }

  void done(String how, Got got, String more) {
    Api.Answer answer = settle(how, got, more);
    assertThat(answer.status()).as("%s %s: %s", how, got, answer.body()).isEqualTo(204);
  }

  void stale(String how, Got got) {
    Api.Answer answer = settle(how, got, how.equals("extend") ? "'seconds':9" : "");
    assertThat(answer.status()).as("%s %s: %s", how, got, answer.body()).isEqualTo(409);
  }

  /** Figures of one subscription. */
  JsonNode figures(String topic, String group) {
    for (JsonNode one : get("/api/v1/topics/" + topic + "/metrics").path("subscriptions")) {
      if (one.path("consumerGroup").asText().equals(group)) {
        return one;
      }
    }
    throw new AssertionError("no subscription " + group + " of " + topic);
  }

  long figure(String topic, String name) {
    return figures(topic, "default").path(name).asLong(-1);
  }

  /** Waits until a figure of a Queue has a value. */
  void awaitFigure(String topic, String name, long value) {
    soon(name + " of " + topic + " is " + value).until(() -> figure(topic, name) == value);
  }

  /** Entries of the dead letter topic, oldest first. */
  List<JsonNode> dead(String topic, String query) {
    List<JsonNode> entries = new ArrayList<>();
    get("/api/v1/topics/" + topic + "/dlq?" + query).path("items").forEach(entries::add);
    return entries;
  }

  /** Waits for entries of the dead letter topic. */
  List<JsonNode> awaitDead(String topic, int count) {
    return soon(count + " dead letters of " + topic)
        .until(() -> dead(topic, "limit=1000"), entries -> entries.size() == count);
  }

  /** Creates a subscription; answers its id. */
  String subscribe(String topic, String group, String more) {
    String body =
        "{'topicName':'"
            + topic
            + "','consumerGroup':'"
            + group
            + "'"
            + (more.isEmpty() ? "" : "," + more)
            + "}";
    return expect(201, "POST", "/api/v1/subscriptions", body).path("id").asText();
  }

  static List<String> payloads(List<Got> got) {
    return got.stream().map(Got::payload).toList();
  }

  static Predicate<Got> payload(String value) {
    return one -> one.payload().equals(value);
  }
}
