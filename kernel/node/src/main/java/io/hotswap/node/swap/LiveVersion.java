package io.hotswap.node.swap;

import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * One version of a plugin in memory, as a swap handles it. Futures may complete on any thread and
 * may never complete: a swap bounds each of them.
 */
public interface LiveVersion {
  String version();

  /** SHA-256 of the jar, lower-case hex. */
  String digest();

  /** Starts it beside what runs; it is on standby when this completes. */
  Future<Void> start();

  /** Its state, if it has any. */
  Optional<Shards> shards();

  Future<Void> selfCheck();

  /** What is wrong with it by its own word or by the watchdog's; empty when well. Never blocks. */
  Optional<String> trouble();

  /** Whether one of its event loops does not answer. Never blocks. */
  boolean stalled();

  /**
   * Answers of 500 or above that it gave, or that were given while it was asked, so far; those that
   * say a call is not supported are left out.
   */
  long faults();

  /** It is now the one asked ({@code true}), or a standby again. */
  void serving(boolean now);

  /** Drains, stops, closes and lets go of it, whatever state it is in; bounded, never fails. */
  Future<Void> retire();
}
