package io.hotswap.fuzz.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotswap.fuzz.engine.Campaign;
import io.hotswap.fuzz.engine.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The doors of one node, each for {@code fuzz.seconds}; in the end it is ready, and stops. */
class WireIT {
  private static final Logger LOG = LoggerFactory.getLogger(WireIT.class);

  @TempDir static Path home;
  private static FuzzedNode node;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    node = new FuzzedNode(home);
    RestSeeds.topics(node);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    node.stop();
  }

  @Test
  void rest() throws IOException {
    RestTarget target = new RestTarget(node);
    run(target, target.words());
  }

  @Test
  void rawHttp() throws IOException {
    run(new RawHttpTarget(node), RawHttpTarget.WORDS);
  }

  @Test
  void webSocket() throws IOException {
    run(new WebSocketTarget(node), WebSocketTarget.WORDS);
  }

  @Test
  void busBridge() throws IOException {
    run(new BridgeTarget(node), List.of("\0\0\0\2{}", "\177\377\377\377", "{}"));
  }

  private static void run(Target target, List<String> words) throws IOException {
    assumeTrue(target.name().matches(System.getProperty("fuzz.only", ".*")), "not asked for");
    long seed = Long.getLong("fuzz.seed", 1);
    Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds", 1));
    LOG.info("{}", new Campaign(target, seed, time, words).run());
    node.isReady();
  }
}
