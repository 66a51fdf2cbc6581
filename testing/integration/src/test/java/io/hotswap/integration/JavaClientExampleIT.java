package io.hotswap.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.client.HotSwapClient;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of the documentation does what its page says. */
class JavaClientExampleIT {
  private static final Path EXAMPLE =
      Path.of("../../docs/examples/java-client/JavaClientExample.java").toAbsolutePath();

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  @Test
  void runsAsDocumented() throws Exception {
    String topic = BROKER.topic("'type':'Queue'");
    Path client =
        Path.of(HotSwapClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Process example =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                client + File.pathSeparator + System.getProperty("hotswap.distribution") + "/lib/*",
                EXAMPLE.toString(),
                BROKER.url(),
                BROKER.api().token(),
                topic)
            .redirectErrorStream(true)
            .start();
    String printed = new String(example.getInputStream().readAllBytes(), UTF_8);
    assertThat(example.waitFor()).as(printed).isZero();
    assertThat(printed.lines()).containsExactly("stored 1000, FSYNC", "acked 1000");
  }
}
