package io.hotswap.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script makes of its arguments, as a Java that only prints what it was given tells. */
class ScriptIT {
  private static final Path SCRIPT =
      Path.of(System.getProperty("hotswap.distribution"), "hotswap").toAbsolutePath();

  @TempDir private Path java;

  private record Outcome(int exitCode, String text) {}

  @BeforeEach
  void printingJava() throws IOException {
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path binary = Files.createDirectory(java.resolve("bin")).resolve("java");
    Files.writeString(binary, "#!/bin/sh\nprintf ' %s' \"$@\"\n");
    Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwx------"));
  }

  private Outcome run(Path home, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  @ParameterizedTest
  @CsvSource({
    "256MiB, -XX:MaxDirectMemorySize=32m -Xmx115m ",
    "512MiB, -XX:MaxDirectMemorySize=64m -Xmx316m ",
    "1GiB, -XX:MaxDirectMemorySize=128m -Xmx720m "
  })
  void memoryBoundsHeapAndBuffers(String size, String flags) throws Exception {
    Outcome apart = run(java, Map.of(), "start", "--port", "0", "--memory", size);
    assertThat(apart.exitCode()).isZero();
    assertThat(apart.text()).contains(flags.strip()).endsWith("start --port 0 --memory " + size);
    assertThat(run(java, Map.of(), "start", "--memory=" + size).text()).contains(flags.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"255MiB", "1g", "1.5GiB", "-1MiB", "0512MiB", "512", "99999999GiB", ""})
  void memoryThatIsNoneIsRefused(String size) throws Exception {
    Outcome refused = run(java, Map.of(), "start", "--memory", size);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.text()).startsWith("error: memory: " + size + " (expected: 256MiB..");
    assertThat(refused.text()).contains("MiB, as 512MiB or 2GiB)");
  }

  /** Half of the machine that runs this test, or the most that a node takes unasked. */
  @Test
  void memoryHasADefaultThatOptionsOfTheVirtualMachineReplace() throws Exception {
    String unasked = run(java, Map.of("HOTSWAP_JAVA_OPTIONS", "-Xmx9m"), "start").text();
    assertThat(unasked).containsPattern("-XX:MaxDirectMemorySize=\\d{2,3}m -Xmx\\d{3,4}m ");
    assertThat(unasked.lastIndexOf("-Xmx9m")).isEqualTo(unasked.lastIndexOf("-Xmx"));
  }

  /** Nobody would see that it does not fit but by the time that a start takes. */
  @Test
  void theArchiveOfClassesFitsTheJavaThatBuiltIt() throws Exception {
    Path own = Path.of(System.getProperty("java.home"));
    Outcome strict = run(own, Map.of("HOTSWAP_JAVA_OPTIONS", "-Xshare:on"), "--version");
    assertThat(strict.text()).startsWith("hotswap ");
    assertThat(strict.exitCode()).isZero();
    String archive = "lib/classes-" + System.getProperty("java.specification.version") + ".jsa";
    assertThat(SCRIPT.resolveSibling(archive)).exists();
  }
}
