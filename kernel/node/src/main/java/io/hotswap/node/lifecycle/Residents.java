package io.hotswap.node.lifecycle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The versions that run on this node. Changed on the strand, read by any thread. */
public final class Residents {
  private final Map<String, PluginInstance> serving = new ConcurrentHashMap<>();
  private final Set<PluginInstance> all = ConcurrentHashMap.newKeySet();

  private volatile Runnable served = () -> {};

  /** {@code action} is called each time another version serves. */
  public void onServe(Runnable action) {
    served = action;
  }

  public void add(PluginInstance instance) {
    all.add(instance);
  }

  public void remove(PluginInstance instance) {
    all.remove(instance);
    serving.remove(instance.id(), instance);
  }

  /** From now on {@code instance} is the one that serves; the one before is in standby. */
  public void serve(PluginInstance instance) {
    PluginInstance before = serving.put(instance.id(), instance);
    if (before != null && before != instance) {
      before.move(LifecycleState.STANDBY);
    }
    if (instance.state() != LifecycleState.SERVING) {
      instance.move(LifecycleState.SERVING);
    }
    served.run();
  }

  public Optional<PluginInstance> serving(String id) {
    return Optional.ofNullable(serving.get(id));
  }

  public List<PluginInstance> serving() {
    return List.copyOf(serving.values());
  }

  /** All that run, serving or not. */
  public List<PluginInstance> all() {
    return List.copyOf(all);
  }

  /** Running instance of a version, if any. */
  public Optional<PluginInstance> find(String id, String version) {
    return all.stream()
        .filter(each -> each.id().equals(id) && each.version().equals(version))
        .findFirst();
  }
}
