package io.hotswap.torture.fault;

import io.hotswap.torture.Desk;
import io.hotswap.torture.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalInt;

/** The disk has no room, takes no writes, or does not keep them. */
final class Space {
  private static final String REFUSED = "429 TooManyRequests";
  private static final Duration REFUSAL_MAX = Duration.ofSeconds(30);
  private static final Duration END_MAX = Duration.ofSeconds(20);
  private static final int BALLAST_BYTES = 400_000;
  private static final int BALLAST_MAX = 2_000;

  private Space() {}

  /** Somebody else takes all space: publishes are refused, and come back when there is room. */
  static void fullDisk(Stage stage) throws IOException {
    if (noVolume(stage)) {
      return;
    }
    long before = stage.answered(REFUSED);
    long leave = stage.random().nextBoolean() ? 0 : 1L << (16 + stage.random().nextInt(7));
    try {
      stage.volume().fill(leave);
      boolean refused = Waiting.until(REFUSAL_MAX, () -> stage.answered(REFUSED) > before);
      stage.findings().expect(refused, "a full disk refused no publish with " + REFUSED);
      stage.pause(0, 3_000);
      stage.note("left " + leave + " bytes, refused " + (stage.answered(REFUSED) - before));
    } finally {
      stage.volume().free();
    }
  }

  /** It starts on a full disk, or says why not and starts when there is room. */
  static void fullAtStart(Stage stage) throws IOException, InterruptedException {
    if (noVolume(stage)) {
      return;
    }
    try {
      stage.volume().fill(0);
      stage.pause(0, 1_000);
      stage.node().kill();
      stage.node().launch();
      if (stage.node().awaitReady()) {
        stage.note("started");
        stage.pause(0, 2_000);
      } else {
        refusedClearly(stage);
      }
    } finally {
      stage.volume().free();
    }
    if (!stage.node().isAlive()) {
      stage.node().start();
    }
  }

  private static void refusedClearly(Stage stage) throws InterruptedException {
    OptionalInt code = stage.node().awaitEnd(END_MAX);
    String said = stage.node().output().strip();
    stage.note("did not start: " + said.lines().reduce((a, b) -> b).orElse(""));
    stage.findings().expect(code.isPresent(), "neither ready nor ended: " + said);
    stage
        .findings()
        .expect(!said.isEmpty() && !said.contains("\tat "), "no clear reason to end: " + said);
    if (code.isEmpty()) {
      stage.node().kill();
    }
  }

  /** Its own messages fill the disk; acks and deletes get through, so it can be emptied again. */
  static void flood(Stage stage) throws IOException {
    if (noVolume(stage)) {
      return;
    }
    Desk desk = stage.desk();
    String topic = "{\"name\":\"ballast\",\"type\":\"Queue\",\"partitions\":4}";
    Desk.Answer created = desk.post("/api/v1/topics", topic);
    stage.findings().expect(created.good(), "topic: " + created);
    // Random: a store may pack what repeats.
    byte[] bytes = new byte[BALLAST_BYTES];
    stage.random().nextBytes(bytes);
    String text = Base64.getEncoder().encodeToString(bytes);
    String body = "{\"topicName\":\"ballast\",\"payload\":\"" + text + "\"}";
    int stored = 0;
    Desk.Answer answer = desk.post("/api/v1/messages/publish", body);
    while (answer.good() && stored < BALLAST_MAX) {
      stored++;
      answer = desk.post("/api/v1/messages/publish", body);
    }
    stage.note(stored + " messages of ballast, then " + answer.status());
    stage
        .findings()
        .expect(
            answer.status() == 429 && answer.body().path("code").asText().equals("TooManyRequests"),
            "a disk full of messages: " + answer + " (expected: " + REFUSED + ")");
    acked(stage);
    Desk.Answer deleted = desk.call("DELETE", "/api/v1/topics/ballast?force=true", null);
    stage.findings().expect(deleted.good(), "deleting on a full disk: " + deleted);
  }

  private static void acked(Stage stage) {
    Desk.Answer pulled = stage.desk().get("/api/v1/messages/consume/ballast?limit=3");
    stage.findings().expect(pulled.good(), "consuming on a full disk: " + pulled.status());
    for (var message : pulled.body().path("messages")) {
      Desk.Answer acked =
          stage
              .desk()
              .post(
                  "/api/v1/messages/" + message.path("messageId").asText() + "/ack",
                  "{\"receipt\":\"" + message.path("receipt").asText() + "\"}");
      stage.findings().expect(acked.good(), "acking on a full disk: " + acked);
    }
  }

  /**
   * The file system takes no writes. That needs a node that has nothing open: it is killed before,
   * and must not start, or not say that it is ready.
   */
  static void readOnly(Stage stage) throws IOException, InterruptedException {
    if (noVolume(stage)) {
      return;
    }
    stage.node().kill();
    stage.findings().expect(stage.volume().readOnly(true), "could not be made read-only");
    try {
      stage.node().launch();
      if (stage.node().awaitReady()) {
        stage.findings().add("started on a file system that takes no writes");
        stage.node().kill();
      } else {
        refusedClearly(stage);
      }
    } finally {
      stage.findings().expect(stage.volume().readOnly(false), "could not be made writable again");
    }
    stage.node().start();
  }

  /** What was written is not kept: nothing more is acknowledged until a restart. */
  static void failingSync(Stage stage) throws IOException, InterruptedException {
    Files.createFile(stage.node().syncSwitch());
    try {
      boolean said = Waiting.until(REFUSAL_MAX, () -> complains(stage));
      stage.findings().expect(said, "the store failed and /health/ready does not say so");
      // What was answered before is on its way through the clients' reports.
      stage.pause(1_000, 1_000);
      Map<String, Long> before = stage.clients().progress();
      stage.pause(500, 2_000);
      Desk.Answer publish =
          stage
              .desk()
              .post("/api/v1/messages/publish", "{\"topicName\":\"work\",\"payload\":\"no\"}");
      stage
          .findings()
          .expect(
              publish.status() == 503 && publish.body().has("code"),
              "publishing to a closed store: " + publish + " (expected: 503 with a code)");
      before.forEach(
          (figure, count) ->
              stage
                  .findings()
                  .expect(
                      !figure.endsWith("published")
                          || stage.clients().progress().getOrDefault(figure, 0L).equals(count),
                      "a closed store acknowledged: " + figure));
    } finally {
      Files.delete(stage.node().syncSwitch());
    }
    stage.pause(0, 1_000);
    stage.findings().expect(complains(stage), "a store that closed itself came back unasked");
    Desk.Answer live = stage.desk().get("/health/live");
    stage.findings().expect(live.status() == 503, "only a restart helps, but it is live: " + live);
    if (stage.random().nextBoolean()) {
      stage.note("killed");
      Death.kill(stage);
    } else {
      Death.terminateBroken(stage);
    }
  }

  private static boolean complains(Stage stage) {
    Desk.Answer health = stage.desk().get("/health/ready");
    return health.status() == 503 && health.body().toString().contains("store.embedded");
  }

  private static boolean noVolume(Stage stage) {
    if (!stage.volume().isMounted()) {
      stage.note("left out: no file system of its own could be mounted");
    }
    return !stage.volume().isMounted();
  }
}
