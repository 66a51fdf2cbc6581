package io.hotswap.store.redis;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.testkit.log.RecordingFollower;
import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that is retired leaves nothing behind in a Vert.x that goes on. */
class RetireTest {
  private static final List<String> OWN = List.of("io.hotswap.store.", "io.vertx.redis.");

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private RedisProcess server;

  @AfterEach
  void closeAll() {
    await(vertx.close());
    server.close();
  }

  /** As the kernel's: its own classes and libraries, all else from the platform. */
  private static final class VersionLoader extends URLClassLoader {
    VersionLoader(URL[] classPath) {
      super(classPath, RetireTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (OWN.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : defined(name);
      }
    }

    /** NB: a domain without loader: threads remember the domains of the stack they came from. */
    private Class<?> defined(String name) throws ClassNotFoundException {
      try (InputStream in = findResource(name.replace('.', '/') + ".class").openStream()) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length, new ProtectionDomain(null, null));
      } catch (IOException unreadable) {
        throw new ClassNotFoundException(name, unreadable);
      }
    }
  }

  private static URL[] classPath() {
    List<URL> all = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      try {
        all.add(new File(entry).toURI().toURL());
      } catch (MalformedURLException odd) {
        throw new IllegalStateException(odd);
      }
    }
    return all.toArray(URL[]::new);
  }

  private WeakReference<ClassLoader> used() throws Exception {
    VersionLoader loader = new VersionLoader(classPath());
    Plugin plugin =
        (Plugin)
            loader
                .loadClass("io.hotswap.store.redis.RedisStoreVerticle")
                .getConstructor()
                .newInstance();
    AtomicReference<LogStore> provided = new AtomicReference<>();
    await(plugin.start(scope(provided)));
    LogStore log = provided.get();
    assertThat(log.getClass().getClassLoader()).isSameAs(loader);
    long epoch = await(log.claim(1, "a", Duration.ofMinutes(1), LogStore.ClaimMode.SEIZE)).epoch();
    StreamId facts = StreamId.facts(1);
    await(log.follow(facts, 0, new RecordingFollower())).request(10);
    await(log.append(1, epoch, 1, List.of(at(facts, 0, "a")), true));
    await(plugin.stop());
    loader.close();
    return new WeakReference<>(loader);
  }

  private PluginScope scope(AtomicReference<LogStore> provided) {
    JsonObject section = TestLog.config(server);
    return (PluginScope)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PluginScope.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "config" -> section;
                  case "vertx" -> vertx;
                  case "directory" -> folder;
                  case "contexts" -> List.of(vertx.getOrCreateContext());
                  case "random" -> new Random(1);
                  case "clock" -> FakeClock.fixed();
                  case "provide" -> {
                    provided.set((LogStore) arguments[1]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void itsClassesAreCollected() throws Exception {
    server = RedisProcess.start(folder);
    WeakReference<ClassLoader> loader = used();
    patiently()
        .until(
            () -> {
              System.gc();
              return loader.get() == null;
            });
  }
}
