package io.hotswap.node.ports;

import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An asynchronous port: one slot, or one for each shard. */
public final class RequestPort implements Port {
  private final PortType<?> type;
  private final PortTable table;
  private volatile Slot[] slots;

  RequestPort(PortType<?> type, PortTable table) {
    this.type = type;
    this.table = table;
    this.slots = new Slot[0];
    if (type.kind() == PortType.Kind.REQUEST) {
      slots(1);
    }
  }

  @Override
  public PortType<?> type() {
    return type;
  }

  /** Makes room for {@code count} shards; the number never changes once it is known. */
  public synchronized void slots(int count) {
    if (slots.length == count) {
      return;
    }
    if (slots.length > 0) {
      throw new IllegalArgumentException(
          type.name() + " shards: " + count + " (expected: " + slots.length + ")");
    }
    Slot[] made = new Slot[count];
    for (int i = 0; i < count; i++) {
      made[i] = new Slot(count == 1 ? type.name() : type.name() + "/" + i, table);
    }
    slots = made;
  }

  public int slots() {
    return slots.length;
  }

  public Slot slot(int index) {
    return slots[index];
  }

  Object invoke(Method method, Object[] args) throws Throwable {
    Slot[] now = slots;
    int index = type.kind() == PortType.Kind.SHARDED ? (Integer) args[0] : 0;
    if (now.length > 0 && (index < 0 || index >= now.length)) {
      throw new IllegalArgumentException(
          type.name() + " shard: " + index + " (expected: 0.." + (now.length - 1) + ")");
    }
    if (Future.class.isAssignableFrom(method.getReturnType())) {
      return now.length == 0
          ? Future.failedFuture(table.nobody(type))
          : now[index].invoke(method, args);
    }
    Target target = now.length == 0 ? null : now[index].target();
    if (target == null) {
      throw table.nobody(type);
    }
    return target.call(method, args);
  }

  @Override
  public void flip(Target next) {
    for (Slot slot : slots) {
      slot.flip(next);
    }
  }

  @Override
  public void share(Target other, int percent) {
    if (type.kind() == PortType.Kind.SHARDED) {
      throw new IllegalArgumentException(type.name() + ": SHARDED (expected: REQUEST or CALL)");
    }
    slots[0].share(other, percent);
  }

  @Override
  public void unshare() {
    for (Slot slot : slots) {
      slot.unshare();
    }
  }

  @Override
  public void close(Target last) {
    for (Slot slot : slots) {
      if (slot.target() == last) {
        slot.close();
      }
    }
  }

  @Override
  public Future<Void> idle(Target target) {
    return Future.join(Arrays.stream(slots).map(slot -> slot.idle(target)).toList()).mapEmpty();
  }

  @Override
  public int abandon(Target target, String why) {
    return Arrays.stream(slots).mapToInt(slot -> slot.abandon(target, why)).sum();
  }

  @Override
  public PluginView.Port view() {
    Map<String, Integer> share = new LinkedHashMap<>();
    long inFlight = 0;
    boolean paused = false;
    for (Slot slot : slots) {
      slot.weights().forEach((version, weight) -> share.merge(version, weight, Integer::sum));
      inFlight += slot.inFlight();
      paused |= slot.paused();
    }
    List<PluginView.Target> targets =
        share.entrySet().stream()
            .map(e -> new PluginView.Target(e.getKey(), e.getValue() / slots.length))
            .toList();
    return new PluginView.Port(type.name(), inFlight, paused, targets);
  }
}
