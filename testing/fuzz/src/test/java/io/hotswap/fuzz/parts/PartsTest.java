package io.hotswap.fuzz.parts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotswap.fuzz.engine.Campaign;
import io.hotswap.fuzz.engine.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every target for {@code fuzz.seconds} from {@code fuzz.seed}. */
class PartsTest {
  private static final Logger LOG = LoggerFactory.getLogger(PartsTest.class);

  @TempDir Path home;

  private interface Made {
    Target make() throws IOException;
  }

  private record Case(String name, Made made, List<String> words) {}

  private List<Case> cases() {
    return List.of(
        new Case("record", RecordTarget::new, List.of()),
        new Case("publish-batch", PublishBatchTarget::new, List.of()),
        new Case("consumed-batch", ConsumedBatchTarget::new, List.of()),
        new Case("short-texts", HandleTarget::new, List.of("ms", "PT", "P", "d", "GMT", "-", "1")),
        new Case("fact", FactTarget::new, List.of()),
        new Case("snapshot", SnapshotTarget::new, List.of()),
        new Case("log-files", LogFilesTarget::new, List.of()),
        new Case("jsonpath", JsonPathTarget::new, JsonPathTarget.WORDS),
        new Case("i-regexp", RegexpTarget::new, RegexpTarget.WORDS),
        new Case("filter", FilterTarget::new, List.of("{", "}", "\"", "[", "]", ",")),
        new Case("endpoint", EndpointTarget::new, EndpointTarget.WORDS),
        new Case("config", ConfigTarget::new, ConfigTarget.WORDS),
        new Case("token", TokenTarget::new, List.of(".", "=", "e30", "eyJ")),
        new Case("plugin-jar", () -> new PluginJarTarget(home), List.of("PK\3\4", "PK\5\6")),
        new Case("history", () -> new HistoryTarget(home), List.of("\n", "{", "}")));
  }

  @TestFactory
  Stream<DynamicTest> parts() {
    return cases().stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> run(one)));
  }

  private static void run(Case one) throws IOException {
    assumeTrue(one.name().matches(System.getProperty("fuzz.only", ".*")), "not asked for");
    long seed = Long.getLong("fuzz.seed", 1);
    Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds", 1));
    try (Target target = one.made().make()) {
      LOG.info("{}", new Campaign(target, seed, time, one.words()).run());
    }
  }
}
