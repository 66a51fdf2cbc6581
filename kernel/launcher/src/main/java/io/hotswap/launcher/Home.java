package io.hotswap.launcher;

import io.hotswap.launcher.client.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;

/** The built distribution that this process runs from. */
public record Home(Path directory) {
  private static final String PROPERTY = "hotswap.home";

  /** As the script said. */
  public static Home ofProcess() {
    String directory = System.getProperty(PROPERTY);
    if (directory == null) {
      throw CommandFailure.failed(
          "hotswap.home: not set (expected: start through the hotswap script)");
    }
    return new Home(Path.of(directory));
  }

  /** Jars that every fresh data directory gets. */
  public Path plugins() {
    Path plugins = directory.resolve("plugins");
    if (!Files.isDirectory(plugins)) {
      throw CommandFailure.failed("plugins: " + plugins + " (expected: a folder of plugin jars)");
    }
    return plugins;
  }

  /** Starts a process as a user does, with the flags that a node needs. */
  public Path script() {
    return directory.resolve("hotswap");
  }
}
