package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Descriptor;
import java.util.Optional;

/** The plugins of this node as swaps see them. Any thread; only {@link #load} may take long. */
public interface Fleet {
  /**
   * The version that serves; a {@code PluginNotFound} problem if there is no such plugin running.
   */
  LiveVersion active(String plugin);

  Descriptor.Kind kind(String plugin);

  /** Refuses with {@code PluginNotFound}, naming what is installed, if this version is not. */
  void requireInstalled(String plugin, String version);

  /** The version that was active before the active one. */
  Optional<String> previous(String plugin);

  /**
   * Verifies and loads a version: its own class loader, nothing of it run yet. Blocking; fails with
   * a {@code Problem}.
   */
  LiveVersion load(String plugin, String version);

  Switchboard switchboard(String plugin);

  /** Makes {@code now} the active version, also over restarts. Blocking. */
  void activated(String plugin, LiveVersion now);
}
