package io.hotswap.node.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.jars.PluginJarBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.006Z"), ZoneOffset.UTC);

  @TempDir private Path temp;
  private Path root;
  private Path jars;

  @BeforeEach
  void directories() throws IOException {
    root = temp.resolve("plugins");
    jars = Files.createDirectories(temp.resolve("jars"));
  }

  private Repository open() throws IOException {
    return open(1 << 20);
  }

  private Repository open(long bytesMax) throws IOException {
    return Repository.open(root, bytesMax, SignatureCheck.of(Optional.empty(), false), CLOCK);
  }

  private static PluginJarBuilder door(String version) {
    return PluginJarBuilder.door(version);
  }

  private static void assertRejected(Repository repository, Path jar, String why) {
    assertThatThrownBy(() -> repository.install(jar, "ann"))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.PluginRejected))
        .hasMessageContaining(why);
    assertThat(repository.ids()).isEmpty();
  }

  @Test
  void installsAndFindsAgainAfterRestart() throws IOException {
    Path jar = door("1.0.0").entry("lib/extra.jar", new byte[] {1, 2, 3}).build(jars);
    Repository.Installed installed = open().install(jar, "ann");
    assertThat(installed.created()).isTrue();
    InstalledVersion version = open().version("door", "1.0.0").orElseThrow();
    assertThat(version).isEqualTo(installed.version());
    assertThat(version.digest()).isEqualTo(PluginJar.digest(jar));
    assertThat(version.by()).isEqualTo("ann");
    assertThat(version.installedAt()).isEqualTo("2026-01-02T03:04:05.006Z");
    assertThat(version.bundled()).isFalse();
    assertThat(version.classPath())
        .containsExactly(version.jar(), version.directory().resolve("lib/extra.jar"));
    assertThat(leftovers()).isEmpty();
  }

  private List<Path> leftovers() throws IOException {
    Path incoming = root.resolve(".incoming");
    if (!Files.exists(incoming)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(incoming)) {
      return list.toList();
    }
  }

  @Test
  void sameBytesAgainAreFineAndOtherBytesAreNot() throws IOException {
    Repository repository = open();
    Path jar = door("1.0.0").build(jars);
    repository.install(jar, "ann");
    assertThat(repository.install(jar, "bob").created()).isFalse();
    Path other = door("1.0.0").entry("note.txt", new byte[] {1}).build(jars);
    assertThatThrownBy(() -> repository.install(other, "bob"))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.PluginExists))
        .hasMessageContaining("door 1.0.0 is stored with digest");
    assertThat(repository.version("door", "1.0.0").orElseThrow().by()).isEqualTo("ann");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void rejectsWhatIsNoPluginJar() throws IOException {
    Repository repository = open();
    Path text = Files.writeString(jars.resolve("text.jar"), "this is not a jar");
    assertRejected(repository, text, "a readable jar file");
    Path whole = door("1.0.0").build(jars);
    byte[] bytes = Files.readAllBytes(whole);
    Path half = Files.write(jars.resolve("half.jar"), Arrays.copyOf(bytes, 300));
    assertRejected(repository, half, "a readable jar file");
    assertThat(Repository.claimedId(half)).isEmpty();
    assertThat(Repository.claimedId(whole)).contains("door");
    assertRejected(repository, Files.createFile(jars.resolve("empty.jar")), "jar: ");
  }

  @Test
  void rejectsDescriptorsMainClassesAndLibrariesThatAreWrong() throws IOException {
    Repository repository = open();
    assertRejected(
        repository, door("1.0.0").descriptor("contracts", "^7.0.0").build(jars), "contracts: ^7");
    assertRejected(
        repository,
        door("1.0.0").descriptor("main", "trial.Missing").build(jars),
        "main: trial.Missing is not in the jar (expected: the entry trial/Missing.class)");
    assertRejected(
        repository,
        door("1.0.0").entry("META-INF/hotswap/plugin.json", new byte[70_000]).build(jars),
        "descriptor: too long");
    assertRejected(
        repository, door("1.0.0").entry("lib/../../evil.jar", new byte[1]).build(jars), "lib: ");
    assertRejected(
        repository, door("1.0.0").entry("lib/a/b.jar", new byte[1]).build(jars), "lib: a/b.jar");
    assertThat(Files.exists(temp.resolve("evil.jar"))).isFalse();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void rejectsWhatIsTooLargePackedOrUnpacked() throws IOException {
    Path jar = door("1.0.0").build(jars);
    assertRejected(open(100), jar, "at most 100");
    Path bomb = door("1.0.0").entry("lib/zeros.jar", new byte[1 << 20]).build(jars);
    assertRejected(open(Files.size(bomb) + 10), bomb, "lib/zeros.jar is too large");
  }

  @Test
  void bundledVersionsAreAddedAndTheLowestIsActiveAtFirst() throws IOException {
    door("1.10.0").build(jars);
    door("1.9.0").build(jars);
    Files.writeString(jars.resolve("README"), "not a jar");
    Repository repository = open();
    repository.installBundled(jars);
    assertThat(repository.versions("door").stream().map(InstalledVersion::version))
        .containsExactly("1.9.0", "1.10.0");
    assertThat(repository.active().of("door")).contains(new ActiveVersions.Choice("1.9.0", null));
    repository.active().activate("door", "1.10.0");
    repository.active().activate("door", "1.10.0");
    Repository again = open();
    again.installBundled(jars);
    assertThat(again.active().of("door")).contains(new ActiveVersions.Choice("1.10.0", "1.9.0"));
  }

  @Test
  void aDistributionBuiltAnewReplacesItsOwnVersionsButNotInstalledOnes() throws IOException {
    Path first = door("1.0.0").build(jars);
    Repository repository = open();
    repository.installBundled(jars);
    Files.delete(first);
    Path second = door("1.0.0").entry("note.txt", new byte[] {1}).build(jars);
    repository = open();
    repository.installBundled(jars);
    assertThat(repository.version("door", "1.0.0").orElseThrow().digest())
        .isEqualTo(PluginJar.digest(second));
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Path uploaded = door("2.0.0").build(outside);
    repository.install(uploaded, "ann");
    door("2.0.0").entry("note.txt", new byte[] {2}).build(jars);
    repository.installBundled(jars);
    assertThat(repository.version("door", "2.0.0").orElseThrow().digest())
        .isEqualTo(PluginJar.digest(uploaded));
  }

  @Test
  void aBundledJarIsReadAgainOnlyIfItWasTouched() throws IOException {
    Path jar = door("1.0.0").build(jars);
    Path kept = temp.resolve("bundled.json");
    String digest = BundledJars.of(jars, kept).digest(jar);
    assertThat(digest).isEqualTo(PluginJar.digest(jar));
    Files.writeString(kept, Files.readString(kept).replace(digest, "f".repeat(64)));
    assertThat(BundledJars.of(jars, kept).digest(jar)).isEqualTo("f".repeat(64));
    // Same bytes, same size, same time of change, as an archive that is unpacked again has them.
    FileTime before = Files.getLastModifiedTime(jar);
    Files.write(jar, Files.readAllBytes(jar));
    Files.setLastModifiedTime(jar, before);
    assertThat(BundledJars.of(jars, kept).digest(jar)).isEqualTo(digest);
    Files.writeString(kept, "{\"door-1.0.0.jar\": 7, ");
    assertThat(BundledJars.of(jars, kept).digest(jar)).isEqualTo(digest);
    Files.delete(jar);
    assertThat(BundledJars.of(jars, kept).files()).isEmpty();
    assertThat(Files.readString(kept)).doesNotContain("door");
  }

  @Test
  void removedVersionsAreGoneForGood() throws IOException {
    Repository repository = open();
    InstalledVersion installed = repository.install(door("1.0.0").build(jars), "ann").version();
    repository.remove(installed);
    assertThat(repository.ids()).isEmpty();
    assertThat(Files.exists(installed.directory())).isFalse();
    assertThat(open().ids()).isEmpty();
  }

  @Test
  void aJarThatWasChangedOnDiskIsNotLoaded() throws IOException {
    Repository repository = open();
    InstalledVersion installed = repository.install(door("1.0.0").build(jars), "ann").version();
    Files.write(installed.jar(), new byte[] {0}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> repository.open(installed, getClass().getClassLoader()))
        .hasMessageContaining("as installed: " + installed.digest());
  }

  @Test
  void damagedFilesAreNamedAndUnusableVersionsLeftOut() throws IOException {
    InstalledVersion installed = open().install(door("1.0.0").build(jars), "ann").version();
    Path file = installed.directory().resolve("installed.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace(">=1.0.0 <2.0.0", ">=9.0.0"));
    assertThat(open().ids()).isEmpty();
    Files.writeString(file, "{");
    assertThatThrownBy(this::open).hasMessageContaining("installed.json");
    Files.writeString(file, text);
    Files.write(root.resolve("active.json"), "[".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::open).hasMessageContaining("active.json");
  }
}
