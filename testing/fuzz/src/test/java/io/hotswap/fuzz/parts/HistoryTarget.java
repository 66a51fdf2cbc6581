package io.hotswap.fuzz.parts;

import io.hotswap.fuzz.engine.JsonMutator;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Refusals;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.history.EventLog;
import io.hotswap.history.HistoryChecker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Lines of a history: judged, or refused with the number of the line. */
final class HistoryTarget implements Target {
  private static final List<String> WORDS =
      List.of(
          "kind",
          "PUBLISHED",
          "DELIVERED",
          "ACKED",
          "DEAD",
          "CLOSED",
          "client",
          "producer",
          "sequence",
          "key",
          "messageId",
          "digest",
          "startedNanos",
          "atNanos",
          "dueNanos",
          "wallMillis",
          "detail",
          "subscription");

  private final Path file;

  HistoryTarget(Path home) {
    this.file = home.resolve("history.ndjson");
  }

  @Override
  public String name() {
    return "history";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "{\"kind\":\"PUBLISHED\",\"client\":\"p\",\"producer\":\"p\",\"sequence\":3,\"key\":\"k\",\"startedNanos\":5,\"atNanos\":9}",
            "{\"kind\":\"DELIVERED\",\"client\":\"c\",\"producer\":\"p\",\"sequence\":3,\"digest\":7,\"startedNanos\":11,\"atNanos\":11}",
            "{\"kind\":\"CONNECTED\",\"client\":\"c\",\"startedNanos\":11,\"atNanos\":11}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    return new JsonMutator(mutator, WORDS).change(input, seeds());
  }

  @Override
  public void check(byte[] input) throws IOException {
    Files.write(file, input);
    HistoryChecker checker = new HistoryChecker();
    try {
      EventLog.read(file, checker::observe);
    } catch (IOException refused) {
      Refusals.explained(refused.getMessage());
      Refusals.require(refused.getMessage().contains(" line "), refused.getMessage());
      return;
    }
    checker.verdict();
  }
}
