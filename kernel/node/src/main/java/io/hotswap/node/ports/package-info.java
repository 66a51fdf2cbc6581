/**
 * Stable addresses between plugins.
 *
 * <p>Words: a <em>caller</em> is a proxy that outlives every version behind it; a <em>target</em>
 * is one version's end of a port; a <em>slot</em> is what can be paused and given another target: a
 * whole request port, or one shard of a sharded one. Start at {@link
 * io.hotswap.node.ports.PortTable}.
 *
 * <p>Counts are exact: a call is in flight from before its target sees it until its future
 * completes, so that a drain is a wait for zero and never a sleep.
 */
package io.hotswap.node.ports;
