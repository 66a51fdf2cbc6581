package io.hotswap.contracts.plugin;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * The main class of a plugin version: public, with a public constructor without parameters.
 *
 * <ol>
 *   <li>The kernel hosts it in a verticle: {@link #start} and {@link #stop} run on {@code
 *       scope.contexts().get(0)}, once each, {@code stop} also after a failed {@code start}.
 *   <li>{@code start} provides all ports of the descriptor through the scope and completes when the
 *       version could serve; it must not serve before the kernel makes it the target of its ports.
 *       It has the start timeout of the kernel's configuration.
 *   <li>After {@code stop} completes nothing of it may run; the scope closes what was made through
 *       it.
 *   <li>{@link #health} is called on the kernel's watchdog thread, often, and never blocks.
 * </ol>
 */
public interface Plugin {
  Future<Void> start(PluginScope scope);

  default Future<Void> stop() {
    return Future.succeededFuture();
  }

  /** Empty when well, else what is wrong in one sentence. */
  default Optional<String> health() {
    return Optional.empty();
  }

  /** The state it can hand over, or empty for a stateless plugin. */
  default Optional<Shards> shards() {
    return Optional.empty();
  }

  /**
   * Proves itself beside the running version, on its own data, before it may take over; also the
   * place to warm up. Runs on {@code scope.contexts().get(0)} after {@code start}; a failure keeps
   * the old version.
   */
  default Future<Void> selfCheck() {
    return Future.succeededFuture();
  }

  /**
   * It is this version's turn: what it does of its own accord, as pulling messages, begins here and
   * not in {@code start}. Called on {@code scope.contexts().get(0)} at the switch, after the old
   * version's {@link #deactivate} has completed, and again when a rollback gives the turn back.
   */
  default Future<Void> activate() {
    return Future.succeededFuture();
  }

  /**
   * Its turn is over: it takes nothing new, finishes or abandons what it holds within its drain
   * timeout, and completes when nothing of it runs any more that another version would do too. It
   * may be activated again. Harmless for a version that is not active; also called before {@code
   * stop} when the node stops.
   */
  default Future<Void> deactivate() {
    return Future.succeededFuture();
  }
}
