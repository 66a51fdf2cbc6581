package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.load.Admin;
import io.hotswap.load.Behaviour;
import io.hotswap.load.LoadRun;
import io.hotswap.load.LoadSettings;
import io.hotswap.load.Message;
import io.hotswap.load.Report;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A topic through which real events flow, one producer for each key. */
record Flow(String topic, LoadRun run) implements AutoCloseable {

  /** The events of the demonstration, by key. */
  static List<List<Message>> events() throws IOException {
    Path sample =
        Path.of(System.getProperty("hotswap.distribution"))
            .resolve(
                "../../../launcher/src/main/resources/io/hotswap/launcher/demo/commits.ndjson");
    Map<String, List<Message>> byKey = new LinkedHashMap<>();
    for (String line : Files.readAllLines(sample.normalize())) {
      Message message = Message.ofLine(line, "repo");
      byKey.computeIfAbsent(message.key(), fresh -> new ArrayList<>()).add(message);
    }
    return List.copyOf(byKey.values());
  }

  /** Creates the topic and begins. {@code settings} are JSON fields beyond the name. */
  static Flow open(
      NodeProcess node,
      Admin admin,
      String topic,
      String settings,
      int consumers,
      int rate,
      Behaviour behaviour)
      throws IOException {
    admin.createTopic(
        "{\"name\":\"" + topic + "\",\"backoff\":{\"initial\":\"20ms\"}," + settings + "}");
    return begin(node, topic, consumers, rate, behaviour);
  }

  /** Begins on a topic that exists. */
  static Flow begin(NodeProcess node, String topic, int consumers, int rate, Behaviour behaviour)
      throws IOException {
    List<List<Message>> events = events();
    LoadSettings load =
        new LoadSettings(
                URI.create(node.url()),
                node.token(),
                topic,
                events.size(),
                consumers,
                rate,
                20,
                Duration.ofSeconds(60),
                Duration.ofMillis(500),
                Optional.empty())
            .with(behaviour);
    return new Flow(topic, LoadRun.start(load, events));
  }

  /** Waits until so many more were delivered. */
  void awaitMore(int messages) {
    long wanted = run.delivered() + messages;
    Awaitility.await(topic + " delivered " + wanted)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> run.delivered() >= wanted);
  }

  /** Drains, sends the dead letters back, and checks that no client noticed anything. */
  Report seamless(Admin admin) throws IOException, InterruptedException {
    run.drain();
    run.readDeadLetters(admin);
    run.replayDeadLetters(admin);
    run.drain();
    run.readDeadLetters(admin);
    Report report = run.finish();
    assertThat(report.kept()).as("%s%n%s", topic, report.table()).isTrue();
    assertThat(report.groups().values())
        .as("%s%n%s", topic, report.table())
        .allMatch(verdict -> verdict.delivered() > 0)
        .allMatch(verdict -> verdict.fates().redeliveredUnasked() == 0);
    return report;
  }

  @Override
  public void close() throws IOException {
    run.close();
  }
}
