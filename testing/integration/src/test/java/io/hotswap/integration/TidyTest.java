package io.hotswap.integration;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules of the tree that a machine can check; each failure names the place and the fix. */
class TidyTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final int MAIN_LINES_MAX = 400;

  /** Main files above the bound, with why. The numbers are a ratchet: they only go down. */
  private static final Map<String, Integer> LONGER_WITH_REASON =
      Map.of(
          "Backlog.java", 440, // each way in which a message changes its place
          "LiveExchange.java", 440, // one request from its first ask to its end
          "LogStoreContract.java", 590, // a list of tests, one for each guarantee
          "EmbeddedLog.java", 590 // one short method for each operation of the port
          );

  private static final Pattern PARENT_VERSION =
      Pattern.compile("<parent>.*?<version>([^<]+)<", Pattern.DOTALL);

  @Test
  void everyMainPackageExplainsItself() {
    List<Path> without =
        sources("/src/main/java/").stream()
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .map(ROOT::relativize)
            .collect(toList());
    assertThat(without).as("packages without package-info.java: write its tutorial").isEmpty();
  }

  @Test
  void mainFilesStaySmall() {
    List<String> tooLong =
        sources("/src/main/java/").stream()
            .map(file -> Map.entry(ROOT.relativize(file).toString(), lines(file)))
            .filter(
                e ->
                    e.getValue()
                        > LONGER_WITH_REASON.getOrDefault(
                            Path.of(e.getKey()).getFileName().toString(), MAIN_LINES_MAX))
            .map(e -> e.getKey() + ": " + e.getValue() + " lines")
            .collect(toList());
    assertThat(tooLong).as("split these, or enter the reason in TidyTest").isEmpty();
  }

  @Test
  void namesSayWhatAThingIs() {
    Pattern vague = Pattern.compile(".*(Impl|Manager|Helper|Util|Utils|Data|Info)\\.java");
    assertThat(names(sources("/src/main/java/"), vague.asMatchPredicate()))
        .as("name the thing, not its kind")
        .isEmpty();
  }

  @Test
  void testsWaitForConditionsNotForTime() {
    List<String> sleeping =
        sources("/src/test/java/").stream()
            .filter(file -> !file.getFileName().toString().equals("TidyTest.java"))
            .filter(file -> text(file).contains("Thread.sleep("))
            .map(file -> ROOT.relativize(file).toString())
            .collect(toList());
    assertThat(sleeping).as("use Awaitility or a latch").isEmpty();
  }

  @Test
  void aPluginHasOneNameEverywhereAndAReadme() throws IOException {
    for (Path descriptor : descriptors()) {
      Path module = descriptor;
      while (!Files.exists(module.resolve("pom.xml"))) {
        module = module.getParent();
      }
      JsonNode plugin = new ObjectMapper().readTree(descriptor.toFile());
      String path = ROOT.relativize(module).toString();
      String id = path.substring(path.indexOf('/') + 1).replace('/', '.');
      assertThat(plugin.path("id").asText()).as("id in %s", descriptor).isEqualTo(id);
      assertThat(plugin.path("main").asText())
          .as("main in %s", descriptor)
          .startsWith("io.hotswap." + id.replace("-", "") + ".");
      assertThat(text(module.resolve("pom.xml")))
          .contains("<artifactId>" + id.replace('.', '-') + "</artifactId>");
      assertThat(module.resolve("README.md")).exists();
      if (descriptor.toString().contains("/src/main/")) {
        Matcher version = PARENT_VERSION.matcher(text(module.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(plugin.path("version").asText()).isEqualTo(version.group(1));
      }
    }
  }

  @Test
  void topLevelHoldsNothingElse() throws IOException {
    List<String> agreed =
        List.of(
            "kernel",
            "verticles",
            "plugins",
            "conf",
            "docker",
            "docs",
            "bench",
            "clients",
            "testing",
            "README.md",
            "ARCHITECTURE.md",
            "CHANGELOG.md",
            "pom.xml",
            "hotswap",
            "LICENSE",
            "target",
            "data");
    try (Stream<Path> entries = Files.list(ROOT)) {
      assertThat(entries.map(p -> p.getFileName().toString()).filter(n -> !n.startsWith(".")))
          .as("top level: add a decision record before a new entry")
          .isSubsetOf(agreed);
    }
  }

  private static List<Path> descriptors() throws IOException {
    List<Path> found;
    try (Stream<Path> all = Files.walk(ROOT)) {
      found =
          all.filter(p -> p.endsWith("META-INF/hotswap/plugin.json"))
              .filter(p -> !p.toString().contains("/target/") && !p.toString().contains("/test/"))
              .collect(toList());
    }
    assertThat(found).hasSizeGreaterThanOrEqualTo(4);
    return found;
  }

  private static List<String> names(List<Path> files, Predicate<String> wanted) {
    return files.stream().map(f -> f.getFileName().toString()).filter(wanted).collect(toList());
  }

  private static List<Path> sources(String below) {
    try (Stream<Path> all = Files.walk(ROOT)) {
      List<Path> found =
          all.filter(p -> p.toString().endsWith(".java") && p.toString().contains(below))
              .filter(p -> !p.toString().contains("/target/"))
              .collect(toList());
      assertThat(found).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int lines(Path file) {
    return (int) text(file).lines().count();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
