package io.hotswap.node.lifecycle;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;

/**
 * A view of the node's registry for one version. Both versions of a swap have meters of the same
 * names at once, so the version is a tag too: retiring one takes nothing from the other.
 */
final class ScopedMeters extends CompositeMeterRegistry {
  private final MeterRegistry node;

  ScopedMeters(MeterRegistry node, String pluginId, String version) {
    this.node = node;
    config().commonTags(Tags.of("plugin", pluginId, "version", version));
    add(node);
  }

  /** Takes all meters out of the node's registry, which stays open. */
  void removeAll() {
    for (Meter meter : new ArrayList<>(getMeters())) {
      // The functions of gauges are classes of the plugin: they must go from the node's too.
      node.remove(meter.getId());
      remove(meter);
    }
    remove(node);
  }
}
