package io.hotswap.simulation;

import io.hotswap.simulation.build.BrokerBuild;
import io.hotswap.simulation.world.Build;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** Another build of the broker, in classes of its own as plugins have them. */
public final class OtherBuild {
  private OtherBuild() {}

  /**
   * @param classes where they are, and the libraries that they need besides those of the first
   */
  public static Build of(List<URL> classes) {
    List<URL> all = new ArrayList<>(classes);
    all.add(BrokerBuild.class.getProtectionDomain().getCodeSource().getLocation());
    try {
      // NB: not closed: versions of it may load classes as long as anybody simulates.
      ClassLoader loader = new Loader(all.toArray(URL[]::new));
      loader.loadClass("io.hotswap.broker.shard.ShardSet");
      return (Build)
          loader.loadClass(BrokerBuild.class.getName()).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("broker: " + classes + " (expected: its classes)", e);
    }
  }

  private static final class Loader extends URLClassLoader {
    Loader(URL[] urls) {
      super(urls, OtherBuild.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      boolean mine =
          name.startsWith("io.hotswap.broker.") || name.startsWith("io.hotswap.simulation.build.");
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
