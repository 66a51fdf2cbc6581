package io.hotswap.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path directory;

  @Test
  void writesAllToTheFileOnceOneIsNamed() throws IOException {
    Path file = LogFile.in(directory);
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try {
      new LogFile().configure(context);
      context.getLogger("a.b.C").info("hello {}", "there");
      context.getLogger("a.b.C").debug("not this");
    } finally {
      context.stop();
      System.clearProperty("hotswap.log");
    }
    assertThat(Files.readString(file))
        .contains("INFO")
        .contains("hello there")
        .doesNotContain("not this");
  }

  @Test
  void doesWithoutAFileThatCannotBeWritten() throws IOException {
    Files.writeString(directory.resolve("taken"), "");
    Path file = LogFile.in(directory.resolve("taken"));
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try {
      new LogFile().configure(context);
      context.getLogger("a.b.C").info("hello");
    } finally {
      context.stop();
      System.clearProperty("hotswap.log");
    }
    assertThat(Files.isRegularFile(file)).isFalse();
    assertThat(context.getStatusManager().getCopyOfStatusList().toString())
        .doesNotContain("Exception");
  }
}
