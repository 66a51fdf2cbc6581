package io.hotswap.contracts.plugin;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * All that a plugin version has of the kernel. What is made through it is closed at retire, so a
 * version that uses nothing else leaks nothing. Any thread may call.
 */
public interface PluginScope {
  String pluginId();

  String version();

  /** This node's id, as {@code node-1}. */
  String nodeId();

  /** Whether other nodes share the store: then an owner may be fenced at any time. */
  default boolean clustered() {
    return false;
  }

  /**
   * Whether this node is the one, of those that live, that does what {@code name} stands for; of
   * one node it always is. For a moment two nodes may both think so, or none. {@link
   * WaitKey#members()} is signalled when the answer may have changed. Never blocks.
   */
  default boolean mine(String name) {
    return true;
  }

  /** The plugin's own section of the configuration, expanded; empty if there is none. */
  JsonObject config();

  /** A directory of the plugin (not of the version) below the node's data directory; it exists. */
  Path directory();

  Vertx vertx();

  /**
   * Contexts of this version, at least one, each on an event loop that neither the edge nor another
   * version of the plugin uses while there are enough. Their class loader is the version's.
   */
  List<Context> contexts();

  /**
   * Makes {@code target} this version's end of a port; it gets calls once the kernel switches to
   * it.
   */
  <T> void provide(PortType<T> port, T target);

  /** The caller's end of a port: valid for as long as this version, whoever provides it. */
  <T> T port(PortType<T> port);

  /**
   * The caller's end of a call port, {@code builtIn} while no plugin provides it or the provider
   * fails.
   */
  <T> T policy(PortType<T> port, T builtIn);

  Signals signals();

  /** Meters registered here are tagged with the plugin's id and removed at retire. */
  MeterRegistry meters();

  /** UTC wall clock; the only one to use for times that go into facts. */
  Clock clock();

  RandomGenerator random();

  /**
   * Calls {@code action} on the context current at this call, every {@code millis}, until closed or
   * retired.
   */
  AutoCloseable periodic(long millis, Runnable action);

  /** A platform thread, interrupted and joined at retire. */
  Thread thread(String name, Runnable body);

  /** Closes {@code resource} at retire, last in first out. */
  <T extends AutoCloseable> T manage(T resource);
}
