package io.hotswap.node.loader;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows every class loader of a plugin until it is collected. Any thread. */
public final class LeakSentinel {
  private static final Logger log = LoggerFactory.getLogger(LeakSentinel.class);
  private static final int LOOKS = 20;

  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Runnable collect;
  private final Duration patience;

  /** A watched loader. */
  public static final class Watch extends PhantomReference<ClassLoader> {
    private final String pluginId;
    private final String version;
    private final WeakReference<ClassLoader> loader;
    private volatile boolean retired;

    private Watch(String id, String version, ClassLoader loader, ReferenceQueue<ClassLoader> to) {
      super(loader, to);
      this.pluginId = id;
      this.version = version;
      this.loader = new WeakReference<>(loader);
    }

    /** From now on it should be collected. */
    public void retire() {
      retired = true;
    }

    @Override
    public String toString() {
      return pluginId + " " + version;
    }
  }

  /**
   * @param collect asks for a garbage collection
   * @param patience how long {@link #admit} may wait for its effect
   */
  public LeakSentinel(MeterRegistry meters, Runnable collect, Duration patience) {
    this.collect = collect;
    this.patience = patience;
    meters.gauge("plugin.classloaders.alive", this, sentinel -> sentinel.alive(null));
    meters.gauge("plugin.classloaders.zombies", this, sentinel -> sentinel.zombies().size());
  }

  public Watch watch(String pluginId, String version, ClassLoader loader) {
    Watch watch = new Watch(pluginId, version, loader, collected);
    watches.add(watch);
    return watch;
  }

  /** Loaders of a plugin (null: of all) that exist, retired ones included. */
  public int alive(String pluginId) {
    forgetCollected();
    return (int)
        watches.stream().filter(w -> pluginId == null || w.pluginId.equals(pluginId)).count();
  }

  private List<Watch> zombies() {
    forgetCollected();
    return watches.stream().filter(watch -> watch.retired).toList();
  }

  private void forgetCollected() {
    for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
      watches.remove(gone);
    }
  }

  /**
   * Lets a swap go on if at most {@code zombiesMax} retired loaders live. Blocking: if there are
   * more it asks for a collection and waits for it, bounded.
   *
   * @throws Problem naming the zombies and, as far as it can, what holds them
   */
  public void admit(int zombiesMax) throws InterruptedException {
    for (int look = 0; look < LOOKS && zombies().size() > zombiesMax; look++) {
      collect.run();
      Thread.sleep(patience.toMillis() / LOOKS);
    }
    List<Watch> zombies = zombies();
    if (zombies.size() > zombiesMax) {
      String causes = String.join("; ", causes(zombies));
      log.warn("retired class loaders that are not collected: {}; {}", zombies, causes);
      throw Problem.of(
          ErrorCode.Conflict,
          "retired class loaders: %d of %s (expected: <= %d); %s"
              .formatted(zombies.size(), zombies, zombiesMax, causes));
    }
  }

  private static List<String> causes(List<Watch> zombies) {
    List<String> causes = new ArrayList<>();
    Set<Thread> threads = Thread.getAllStackTraces().keySet();
    for (Watch zombie : zombies) {
      ClassLoader loader = zombie.loader.get();
      for (Thread thread : threads) {
        if (loader != null && thread.getContextClassLoader() == loader) {
          causes.add("thread " + thread.getName() + " is of " + zombie);
        }
      }
    }
    return causes.isEmpty() ? List.of("no thread of theirs runs") : causes;
  }
}
