package io.hotswap.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.launcher.FakeNode;
import io.hotswap.launcher.FakeNode.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a node that answers as it is told to. */
class CommandsTest {
  private static final String TOPICS = "/api/v1/topics";
  private static final String PUBLISH_BATCH = "POST /api/v1/messages/publish-batch";
  private static final String ACK_BATCH = "POST /api/v1/messages/ack-batch";

  @TempDir Path directory;
  private FakeNode node;

  @BeforeEach
  void open() throws IOException {
    node = new FakeNode();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private String asked(int request) {
    FakeNode.Asked asked = node.asked().get(request);
    assertThat(asked.authorization()).isEqualTo("Bearer secret");
    return asked.line() + (asked.body().isEmpty() ? "" : " " + asked.body());
  }

  @Test
  void createsATopicWithWhatWasSaidAndNothingElse() {
    node.answers("POST " + TOPICS, 201, "{\"name\":\"t\",\"backoff\":{\"initial\":\"2s\"}}");
    Outcome outcome =
        node.run(
            "topic",
            "create",
            "t",
            "--partitions",
            "4",
            "--ordering",
            "none",
            "--type",
            "pubsub",
            "--ack-deadline",
            "10s",
            "--max-deliveries",
            "3");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("name             t").contains("backoff.initial  2s");
    assertThat(asked(0))
        .isEqualTo(
            "POST /api/v1/topics {\"name\":\"t\",\"type\":\"PubSub\",\"partitions\":4,"
                + "\"ordering\":\"None\",\"ackDeadline\":\"10s\",\"maxDeliveries\":3}");
  }

  @Test
  void listsAllPagesOfTopics() {
    node.answers(
            "GET " + TOPICS + "?limit=1000", 200, "{\"items\":[{\"name\":\"a\"}],\"next\":\"c/1\"}")
        .answers(
            "GET " + TOPICS + "?limit=1000&cursor=c%2F1",
            200,
            "{\"items\":[{\"name\":\"b\",\"type\":\"Queue\"}],\"next\":null}");
    assertThat(node.run("topic", "list").out().lines().toList())
        .hasSize(3)
        .last()
        .asString()
        .startsWith("b     Queue");
    assertThat(node.run("topic", "list", "--json").out().lines())
        .first()
        .isEqualTo("{\"name\":\"a\"}");
  }

  @Test
  void showsATopicWithItsFigures() {
    node.answers("GET " + TOPICS + "/t", 200, "{\"name\":\"t\"}")
        .answers("GET " + TOPICS + "/t/metrics", 200, "{\"depth\":3}");
    assertThat(node.run("topic", "show", "t").out()).contains("metrics.depth  3");
    assertThat(node.run("topic", "show", "t", "--json").out())
        .isEqualTo("{\"name\":\"t\",\"metrics\":{\"depth\":3}}\n");
  }

  @Test
  void deletesATopic() {
    node.answers("DELETE " + TOPICS + "/t?force=true", 204, "");
    assertThat(node.run("topic", "delete", "t", "--force").out()).contains("deleted t");
  }

  @Test
  void printsAProblemWithItsFields() {
    node.answers(
        "POST " + TOPICS,
        400,
        "{\"code\":\"BadRequest\",\"detail\":\"no\",\"errors\":[{\"pointer\":\"/name\",\"detail\":\"x\"}]}");
    Outcome outcome = node.run("topic", "create", "t");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).isEqualToNormalizingNewlines("error: no [BadRequest]\n  /name: x\n");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void printsAnAnswerThatIsNoProblem() {
    node.answers("DELETE " + TOPICS + "/t", 502, "<html>");
    assertThat(node.run("topic", "delete", "t").err()).contains("error: answer 502");
    node.answers("GET /api/v1/swaps/x", 200, "<html>");
    assertThat(node.run("swap", "show", "x").err()).contains("not JSON");
  }

  @Test
  void publishesOneMessageAsJsonOrText() {
    node.answers("POST /api/v1/messages/publish", 201, "{\"messageId\":\"m\"}");
    Outcome outcome =
        node.run("publish", "t", "{\"a\": 1}", "--key", "k", "--header", "h=v", "--priority", "3");
    assertThat(outcome.out()).contains("messageId  m");
    assertThat(asked(0))
        .endsWith(
            "{\"payload\":{\"a\":1},\"key\":\"k\",\"headers\":{\"h\":\"v\"},\"priority\":3,"
                + "\"topicName\":\"t\"}");
    node.run("publish", "t", "{not json", "--json");
    assertThat(asked(1)).endsWith("{\"payload\":\"{not json\",\"topicName\":\"t\"}");
    node.run("publish", "t", "");
    assertThat(asked(2)).endsWith("{\"payload\":\"\",\"topicName\":\"t\"}");
  }

  @Test
  void publishesAFileInBatchesKeyedByAField() throws IOException {
    node.answers(PUBLISH_BATCH, 201, "{\"results\":[]}");
    Path file = directory.resolve("lines.ndjson");
    Files.writeString(file, "{\"repo\":\"a\"}\n\n".repeat(500) + "{\"repo\":7}\n");
    Outcome outcome = node.run("publish", "t", "--file", file.toString(), "--key-field", "repo");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("published 501 messages to t");
    assertThat(node.asked()).hasSize(2);
    assertThat(asked(1))
        .endsWith("{\"topicName\":\"t\",\"messages\":[{\"payload\":{\"repo\":7},\"key\":\"7\"}]}");
    assertThat(node.run("publish", "t", "--file", file.toString(), "--json").out())
        .startsWith("{\"published\":501,");
  }

  @Test
  void namesTheLineThatCannotBePublished() throws IOException {
    node.answers(PUBLISH_BATCH, 201, "{\"results\":[]}");
    Path file = directory.resolve("lines.ndjson");
    Files.writeString(file, "{\"repo\":\"a\"}\n{\"repo\":null}\n");
    assertThat(node.run("publish", "t", "--file", file.toString(), "--key-field", "repo").err())
        .contains("line 2: repo: null (expected: a text, number or boolean); 0 messages");
    Files.writeString(file, "{} {}\n");
    assertThat(node.run("publish", "t", "--file", file.toString()).err())
        .contains("line 1: ")
        .contains("(expected: JSON)");
    assertThat(node.asked()).isEmpty();
  }

  @Test
  void refusesContradictions() {
    assertThat(node.run("publish", "t", "1", "--file", "f").exitCode()).isEqualTo(2);
    assertThat(node.run("publish", "t", "--key", "k", "--key-field", "f").exitCode()).isEqualTo(2);
    assertThat(node.run("publish", "t", "--file", "/nowhere").err()).contains("/nowhere (expected");
    assertThat(node.run("consume", "t", "--max", "0").exitCode()).isEqualTo(2);
    assertThat(node.asked()).isEmpty();
  }

  @Test
  void consumesUntilNothingIsLeftAndAcksWhatItPrinted() {
    String pull =
        "GET /api/v1/messages/consume/t?limit=250&waitMs=1000&consumerGroup=g&from=earliest";
    node.answers(
            pull,
            200,
            "{\"messages\":[{\"messageId\":\"m\",\"receipt\":\"r\",\"payload\":{\"a\": 1}}]}")
        .answers(pull, 200, "{\"messages\":[]}")
        .answers(ACK_BATCH, 200, "{\"results\":[{\"messageId\":\"m\",\"status\":\"Acked\"}]}");
    Outcome outcome = node.run("consume", "t", "--group", "g", "--from", "earliest");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEqualToNormalizingNewlines("{\"a\":1}\n");
    assertThat(asked(1)).endsWith("{\"acks\":[{\"messageId\":\"m\",\"receipt\":\"r\"}]}");
  }

  @Test
  void consumesNoMoreThanAskedForAndLeavesThemUnacked() {
    node.answers(
        "GET /api/v1/messages/consume/t?limit=1&waitMs=10000",
        200,
        "{\"messages\":[{\"messageId\":\"m\",\"payload\":\"x\"}]}");
    Outcome outcome = node.run("consume", "t", "--max", "1", "--follow", "--no-ack", "--json");
    assertThat(outcome.out())
        .isEqualToNormalizingNewlines("{\"messageId\":\"m\",\"payload\":\"x\"}\n");
    assertThat(node.asked()).hasSize(1);
  }

  @Test
  void saysWhenAnAckWasRefused() {
    node.answers(
            "GET /api/v1/messages/consume/t?limit=1&waitMs=1000",
            200,
            "{\"messages\":[{\"messageId\":\"m\",\"receipt\":\"r\",\"payload\":1}]}")
        .answers(ACK_BATCH, 200, "{\"results\":[{\"error\":{\"detail\":\"stale\"}}]}");
    Outcome outcome = node.run("consume", "t", "--max", "1");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("error: ack: stale");
  }

  @Test
  void listsAndInstallsPlugins() throws IOException {
    node.answers(
            "GET /api/v1/plugins?limit=1000",
            200,
            "{\"items\":[{\"id\":\"broker\",\"kind\":\"broker\",\"active\":\"1.0.0\",\"state\":\"SERVING\","
                + "\"versions\":[{\"version\":\"1.0.0\"},{\"version\":\"1.1.0\"}],\"classLoadersAlive\":1}]}")
        .answers("POST /api/v1/plugins", 201, "{\"id\":\"broker\",\"version\":\"1.2.0\"}");
    assertThat(node.run("plugin", "list").out()).contains("1.0.0 1.1.0");
    assertThat(node.run("plugin", "list", "--json").out()).startsWith("{\"id\":\"broker\"");
    Path jar = Files.writeString(directory.resolve("a.jar"), "bytes of a jar");
    assertThat(node.run("plugin", "install", jar.toString()).out()).contains("version  1.2.0");
    FakeNode.Asked upload = node.asked().get(2);
    assertThat(upload.contentType()).startsWith("multipart/form-data; boundary=");
    assertThat(upload.body()).contains("filename=\"a.jar\"").contains("\r\n\r\nbytes of a jar\r\n");
    assertThat(node.run("plugin", "install", "/nowhere.jar").err()).contains("/nowhere.jar");
  }

  @Test
  void swapsStepByStepUntilTheEnd() {
    String head = "{\"id\":\"s1\",\"plugin\":\"broker\",\"from\":\"1.0.0\",\"to\":\"1.1.0\",";
    node.answers("POST /api/v1/plugins/broker/swap", 202, head + "\"state\":\"Running\"}")
        .answers(
            "GET /api/v1/swaps/s1",
            200,
            head + "\"state\":\"Baking\",\"receipt\":{\"stepsMs\":{\"load\":12.5}}}")
        .answers(
            "GET /api/v1/swaps/s1",
            200,
            head
                + "\"state\":\"Succeeded\",\"receipt\":{\"stepsMs\":{\"load\":12.5,\"bake\":1},"
                + "\"longestHoldMs\":3.25,\"requestsHeld\":9,\"verdict\":\"fine\"}}");
    Outcome outcome = node.run("plugin", "swap", "broker", "1.1.0", "--bake", "1s");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .isEqualToNormalizingNewlines(
            """
            swap s1: broker 1.0.0 → 1.1.0
              load           12.5 ms
              bake            1.0 ms
            Succeeded: fine; longest hold 3.3 ms, 9 requests held
            """);
    assertThat(asked(0)).endsWith("{\"version\":\"1.1.0\",\"bake\":\"1s\"}");
  }

  @Test
  void failsWithAFailedSwapButNotWithARollback() {
    node.answers(
            "POST /api/v1/plugins/b/swap",
            202,
            "{\"id\":\"s\",\"state\":\"Failed\",\"error\":\"load: no\"}")
        .answers("POST /api/v1/plugins/b/rollback", 202, "{\"id\":\"s\",\"state\":\"RolledBack\"}");
    Outcome failed = node.run("plugin", "swap", "b", "2");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out()).contains("Failed: load: no");
    assertThat(node.run("plugin", "rollback", "b").exitCode()).isZero();
    Outcome begun = node.run("plugin", "swap", "b", "2", "--no-wait", "--json");
    assertThat(begun.exitCode()).isZero();
    assertThat(begun.out()).startsWith("{\"id\":\"s\"");
  }

  @Test
  void listsAndShowsSwaps() {
    node.answers(
            "GET /api/v1/swaps?limit=1000",
            200,
            "{\"items\":[{\"id\":\"s1\",\"state\":\"Failed\"}]}")
        .answers("GET /api/v1/swaps/s1", 200, "{\"id\":\"s1\",\"receipt\":{\"verdict\":\"no\"}}");
    assertThat(node.run("swap", "list").out()).contains("s1").contains("Failed");
    assertThat(node.run("swap", "list", "--json").out()).contains("{\"id\":\"s1\"");
    assertThat(node.run("swap", "show", "s1").out()).contains("receipt.verdict  no");
    assertThat(node.run("swap", "show", "s1", "--json").out()).startsWith("{\"id\"");
  }

  @Test
  void saysThatNoNodeIsThere() {
    String url = node.url();
    node.close();
    Outcome outcome = FakeNode.runAsIs("topic", "list", "--url", url, "--token", "x");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("error: cannot reach " + url);
    assertThat(FakeNode.runAsIs("topic", "list", "--url", "nonsense", "--token", "x").exitCode())
        .isEqualTo(2);
  }
}
