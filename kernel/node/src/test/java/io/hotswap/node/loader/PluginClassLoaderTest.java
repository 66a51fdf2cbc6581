package io.hotswap.node.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.node.jars.PluginJarBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginClassLoaderTest {
  private static final ClassLoader KERNEL = PluginClassLoaderTest.class.getClassLoader();

  @TempDir private Path temp;

  private PluginClassLoader open(String version) throws IOException {
    Path jar =
        PluginJarBuilder.door(version)
            .entry("note.txt", version.getBytes(StandardCharsets.UTF_8))
            .source("other.Lone", "package other; public class Lone {}")
            .source("org.slf4j.Fake", "package org.slf4j; public class Fake {}")
            .build(temp);
    return PluginClassLoader.open("door-" + version, List.of(jar), KERNEL);
  }

  @Test
  void versionsAreApartAndContractsAreShared() throws Exception {
    try (PluginClassLoader first = open("1.0.0");
        PluginClassLoader second = open("1.1.0")) {
      Class<?> door = first.loadClass("trial.Door");
      assertThat(door).isNotSameAs(second.loadClass("trial.Door"));
      assertThat(first.loadClass("trial.Door")).isSameAs(door);
      assertThat(door.getClassLoader()).isSameAs(first);
      assertThat(Plugin.class).isAssignableFrom(door);
      assertThat(door.getPackage().getName()).isEqualTo("trial");
      assertThat(first.loadClass("java.lang.String")).isSameAs(String.class);
      assertThat(first.loadClass("java.sql.Date").getName()).isEqualTo("java.sql.Date");
    }
  }

  @Test
  void neitherTheKernelNorItsLibrariesAreSeen() throws Exception {
    try (PluginClassLoader loader = open("1.0.0")) {
      for (String hidden :
          List.of(
              "io.hotswap.node.Node",
              "org.semver4j.Semver",
              "io.vertx.ext.auth.jwt.JWTAuth",
              "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
              "org.junit.jupiter.api.Test")) {
        assertThatThrownBy(() -> loader.loadClass(hidden))
            .isInstanceOf(ClassNotFoundException.class);
      }
      // A shared package is the kernel's alone, whatever the jar has of it.
      assertThatThrownBy(() -> loader.loadClass("org.slf4j.Fake"))
          .isInstanceOf(ClassNotFoundException.class);
      assertThat(loader.getResource("logback-test.xml")).isNull();
    }
  }

  @Test
  void resourcesAreItsOwnAndHandlesAreReleased() throws Exception {
    PluginClassLoader loader = open("1.0.0");
    try (InputStream in = loader.getResourceAsStream("note.txt")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("1.0.0");
    }
    URL note = loader.getResource("note.txt");
    try (InputStream in = note.openStream()) {
      assertThat(in.readAllBytes()).hasSize(5);
    }
    assertThat(Collections.list(loader.getResources("note.txt"))).containsExactly(note);
    loader.close();
    assertThatThrownBy(() -> loader.loadClass("other.Lone"))
        .isInstanceOf(ClassNotFoundException.class);
    Path here = temp.toRealPath();
    assertThat(openJars()).noneMatch(path -> path.startsWith(here));
  }

  private static List<Path> openJars() throws IOException {
    Path handles = Path.of("/proc/self/fd");
    if (!Files.isDirectory(handles)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(handles)) {
      return list.filter(Files::isSymbolicLink).map(PluginClassLoaderTest::linked).toList();
    }
  }

  private static Path linked(Path handle) {
    try {
      return Files.readSymbolicLink(handle);
    } catch (IOException closedMeanwhile) {
      return handle;
    }
  }

  @Test
  void domainsDoNotHoldTheLoader() throws Exception {
    try (PluginClassLoader loader = open("1.0.0")) {
      assertThat(loader.loadClass("trial.Door").getProtectionDomain().getClassLoader()).isNull();
    }
  }

  private static LeakSentinel sentinel() {
    return new LeakSentinel(new SimpleMeterRegistry(), System::gc, Duration.ofSeconds(2));
  }

  @Test
  void aRetiredLoaderIsCollectedAndForgotten() throws Exception {
    LeakSentinel sentinel = sentinel();
    watchAndRetire(sentinel);
    sentinel.admit(0);
    assertThat(sentinel.alive(null)).isZero();
  }

  private void watchAndRetire(LeakSentinel sentinel) throws Exception {
    try (PluginClassLoader loader = open("1.0.0")) {
      LeakSentinel.Watch watch = sentinel.watch("door", "1.0.0", loader);
      assertThat(loader.loadClass("trial.Door").getConstructor().newInstance()).isNotNull();
      assertThat(sentinel.alive("door")).isEqualTo(1);
      assertThat(sentinel.alive("broker")).isZero();
      watch.retire();
    }
  }

  @Test
  void aHeldLoaderIsNamedWithTheThreadThatHoldsIt() throws Exception {
    LeakSentinel sentinel =
        new LeakSentinel(new SimpleMeterRegistry(), System::gc, Duration.ofMillis(40));
    CountDownLatch leave = new CountDownLatch(1);
    try (PluginClassLoader loader = open("1.0.0")) {
      Thread leaking =
          new Thread(
              () -> {
                try {
                  assertThat(leave.await(2, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException ended) {
                  Thread.currentThread().interrupt();
                }
              },
              "leaking");
      leaking.setContextClassLoader(loader);
      leaking.start();
      sentinel.watch("door", "1.0.0", loader).retire();
      sentinel.admit(1);
      assertThatThrownBy(() -> sentinel.admit(0))
          .hasMessageContaining("1 of [door 1.0.0] (expected: <= 0)")
          .hasMessageContaining("thread leaking is of door 1.0.0");
      leave.countDown();
      leaking.join();
      assertThatThrownBy(() -> sentinel.admit(0)).hasMessageContaining("no thread of theirs");
    }
  }
}
