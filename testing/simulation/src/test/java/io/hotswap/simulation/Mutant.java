package io.hotswap.simulation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
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

  private static Path sound;

  @Override
  public String toString() {
    return name;
  }

  /** The same when only one of two versions has it, and swaps go from one to the other. */
  String huntInOneOfTwo(int seeds, int steps) {
    try {
      List<URL> classes = List.of(compile().toUri().toURL(), sound().toUri().toURL());
      return Hunt.first(seeds, steps, Setup.between(classes));
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** What the simulation finds within the seeds from 1 on, or null. */
  String hunt(int seeds, int steps) {
    try (URLClassLoader loader = new Planted(compile())) {
      return (String)
          loader
              .loadClass(Hunt.class.getName())
              .getMethod("first", int.class, int.class)
              .invoke(null, seeds, steps);
    } catch (ReflectiveOperationException | IOException e) {
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
    Path out = Files.createTempDirectory(sound().getParent(), "m");
    compile(
        List.of(new Text(PACKAGE + file, source.replace(find, replace))), out, sound().toString());
    return out;
  }

  /** All of the sources as they are, once: a jar of the broker may be older than they. */
  private static synchronized Path sound() throws IOException {
    if (sound == null) {
      Path out = Files.createDirectories(Path.of("target/mutants/sound-" + System.nanoTime()));
      List<JavaFileObject> units = new ArrayList<>();
      try (Stream<Path> all = Files.walk(SOURCES)) {
        for (Path path : all.filter(p -> p.toString().endsWith(".java")).toList()) {
          units.add(new Text(SOURCES.relativize(path).toString(), Files.readString(path)));
        }
      }
      compile(units, out, "");
      sound = out;
    }
    return sound;
  }

  private static void compile(List<JavaFileObject> units, Path out, String first)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    String path = first + File.pathSeparator + System.getProperty("java.class.path");
    List<String> options =
        List.of("-proc:none", "-nowarn", "-parameters", "-d", out.toString(), "-cp", path);
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      if (!compiler.getTask(errors, files, null, options, null, units).call()) {
        throw new IllegalStateException("does not compile: " + errors);
      }
    }
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String file, String text) {
      super(URI.create("string:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** The broker and the simulation once more, with the mutated class before the others. */
  private static final class Planted extends URLClassLoader {
    Planted(Path mutated) throws IOException {
      super(
          new URL[] {mutated.toUri().toURL(), home(Hunt.class), sound().toUri().toURL()},
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
