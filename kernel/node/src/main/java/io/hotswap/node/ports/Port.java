package io.hotswap.node.ports;

import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.util.Optional;

/** A port as the kernel switches it. */
public sealed interface Port permits CallPort, RequestPort {
  PortType<?> type();

  /** Gives new calls to {@code next}, for all of the port at once. */
  void flip(Target next);

  /**
   * Gives {@code percent} of new calls to {@code other}, evenly spread, and the rest to whoever
   * serves it; until it is given to one of them with {@link #flip}, or {@link #unshare}.
   */
  void share(Target other, int percent);

  /** All new calls go to whoever served it before it was shared. */
  void unshare();

  /** Nobody serves it any more, if {@code last} did. */
  void close(Target last);

  /** Completes when nothing is in flight of {@code target}. */
  Future<Void> idle(Target target);

  /** Fails what is in flight of {@code target}; gives how many calls that were. */
  int abandon(Target target, String why);

  /** What is wrong with what serves it, for a person. */
  default Optional<String> degraded() {
    return Optional.empty();
  }

  PluginView.Port view();
}
