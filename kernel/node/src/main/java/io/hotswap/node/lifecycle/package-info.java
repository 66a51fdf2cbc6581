/**
 * Running versions of plugins: their states, their event loops, the scope that closes what they
 * made, and the watchdog that looks at them from a thread of its own.
 *
 * <p>Start at {@link io.hotswap.node.lifecycle.PluginInstance}.
 */
package io.hotswap.node.lifecycle;
