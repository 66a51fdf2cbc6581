package io.hotswap.simulation;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The broker with one bug planted into its sources.
 *
 * @param name what the bug is
 * @param file under the broker's package
 * @param find text that is there exactly once
 */
record Mutant(String name, String file, String find, String replace) {
  private static final Path SOURCES = Path.of("../../verticles/broker/src/main/java");
  private static final String PACKAGE = "io/hotswap/broker/";

  @Override
  public String toString() {
    return name;
  }

  /** What the simulation finds within the seeds from 1 on, or null. */
  String hunt(int seeds, int steps) {
    try (URLClassLoader loader = new Planted(compile())) {
      return (String)
          loader
              .loadClass(Hunt.class.getName())
              .getMethod("first", int.class, int.class)
              .invoke(null, seeds, steps);
    } catch (ReflectiveOperationException | IOException | URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }

  private Path compile() throws IOException {
    String source = Files.readString(SOURCES.resolve(PACKAGE + file));
    int at = source.indexOf(find);
    if (at < 0 || source.indexOf(find, at + 1) >= 0) {
      throw new IllegalStateException(
          name
              + ": "
              + file
              + " does not have this exactly once (expected, in MutantsTest): "
              + find);
    }
    Path out = Files.createTempDirectory(Files.createDirectories(Path.of("target/mutants")), "m");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  errors,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-nowarn",
                      "-parameters",
                      "-d",
                      out.toString(),
                      "-sourcepath",
                      SOURCES.toString(),
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  List.of(new Text(file, source.replace(find, replace))))
              .call();
      if (!compiled) {
        throw new IllegalStateException(name + " does not compile: " + errors);
      }
    }
    return out;
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String file, String text) {
      super(URI.create("string:///" + PACKAGE + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** The broker and the simulation once more, with the mutated class before the others. */
  private static final class Planted extends URLClassLoader {
    Planted(Path mutated) throws IOException, URISyntaxException {
      super(
          new URL[] {
            mutated.toUri().toURL(), home(Hunt.class), home(io.hotswap.broker.BrokerConfig.class)
          },
          Planted.class.getClassLoader());
    }

    private static URL home(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      boolean mine =
          name.startsWith("io.hotswap.broker.") || name.startsWith("io.hotswap.simulation.");
      if (!mine) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
