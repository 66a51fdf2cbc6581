package io.hotswap.node.jars;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources in memory against the class path of the test; the same sources only once. */
final class SourceCompiler {
  private static final Map<Map<String, String>, Map<String, byte[]>> COMPILED =
      new ConcurrentHashMap<>();

  private SourceCompiler() {}

  /** Class files by their entry in a jar, from sources by class name. */
  static Map<String, byte[]> compile(Map<String, String> sources) {
    return COMPILED.computeIfAbsent(Map.copyOf(sources), SourceCompiler::compileNow);
  }

  private static Map<String, byte[]> compileNow(Map<String, String> sources) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    List<Source> units =
        sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    List<String> options =
        List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
    try (Memory memory = new Memory(javac.getStandardFileManager(null, null, null))) {
      if (!javac.getTask(complaints, memory, null, options, null, units).call()) {
        throw new IllegalArgumentException("sources: " + complaints);
      }
      Map<String, byte[]> classes = new TreeMap<>();
      memory.written.forEach((entry, file) -> classes.put(entry, file.bytes.toByteArray()));
      return classes;
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class ClassFile extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassFile(String entry) {
      super(URI.create("bytes:///" + entry), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ClassFile> written = new TreeMap<>();

    Memory(JavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      String entry = className.replace('.', '/') + ".class";
      return written.computeIfAbsent(entry, ClassFile::new);
    }
  }
}
