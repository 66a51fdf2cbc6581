package io.hotswap.node.loader;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * The loader of one version of one plugin. {@link SharedPackages} come from the kernel, {@code
 * java.*} from the platform; anything else is looked for in the plugin first and the platform next.
 * So a plugin never sees the kernel, another plugin, or a library that only the kernel brings.
 */
public final class PluginClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
    // The cache of jar URLs would keep handles of retired jars open.
    URLConnection.setDefaultUseCaches("jar", false);
  }

  /** A jar and the domain of its classes. */
  private record Source(JarFile jar, ProtectionDomain domain) {}

  private final List<Source> sources;
  private final ClassLoader kernel;

  private PluginClassLoader(
      String name, List<Path> classPath, List<Source> sources, ClassLoader kernel) {
    super(
        name,
        classPath.stream().map(InstalledVersion::url).toArray(URL[]::new),
        ClassLoader.getPlatformClassLoader());
    this.sources = sources;
    this.kernel = kernel;
  }

  static PluginClassLoader open(String name, List<Path> classPath, ClassLoader kernel)
      throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Path file : classPath) {
      // NB: a domain without loader. A thread remembers the domains of its creator's stack for as
      // long as it lives; with the loader in them, one pooled thread would keep a version alive.
      CodeSource code = new CodeSource(InstalledVersion.url(file), (Certificate[]) null);
      sources.add(new Source(new JarFile(file.toFile()), new ProtectionDomain(code, null)));
    }
    return new PluginClassLoader(name, classPath, sources, kernel);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (SharedPackages.contain(name)) {
      return kernel.loadClass(name);
    }
    if (name.startsWith("java.")) {
      return getParent().loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = findOwn(name);
      }
      if (loaded == null) {
        loaded = getParent().loadClass(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    Class<?> own = findOwn(name);
    if (own == null) {
      throw new ClassNotFoundException(name + " in " + getName());
    }
    return own;
  }

  private Class<?> findOwn(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    try {
      for (Source source : sources) {
        ZipEntry entry = source.jar.getEntry(path);
        if (entry != null) {
          try (InputStream in = source.jar.getInputStream(entry)) {
            return define(name, in.readAllBytes(), source.domain);
          }
        }
      }
      return null;
    } catch (IOException | IllegalStateException closed) {
      throw new ClassNotFoundException(name + " in " + getName(), closed);
    }
  }

  private Class<?> define(String name, byte[] bytes, ProtectionDomain domain) {
    int dot = name.lastIndexOf('.');
    String inPackage = dot < 0 ? "" : name.substring(0, dot);
    if (dot > 0 && getDefinedPackage(inPackage) == null) {
      try {
        definePackage(inPackage, null, null, null, null, null, null, null);
      } catch (IllegalArgumentException definedMeanwhile) {
        // Another thread was quicker; the package is there, which is all that matters.
        return defineClass(name, bytes, 0, bytes.length, domain);
      }
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  @Override
  public URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : getParent().getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = Collections.list(findResources(name));
    all.addAll(Collections.list(getParent().getResources(name)));
    return Collections.enumeration(all);
  }

  @Override
  public void close() throws IOException {
    super.close();
    for (Source source : sources) {
      source.jar.close();
    }
  }
}
