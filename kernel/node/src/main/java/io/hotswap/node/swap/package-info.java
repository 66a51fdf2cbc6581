/**
 * Replacing one plugin version by another on this node.
 *
 * <p>Words: a <em>swap</em> runs sealed {@link io.hotswap.node.swap.Step}s in order; a step answers
 * an error instead of throwing, and what was applied before the switch is undone in reverse. A
 * {@link io.hotswap.node.swap.LiveVersion} is one version in memory; the {@link
 * io.hotswap.node.swap.Switchboard} holds and redirects what is asked of the plugin. {@link
 * io.hotswap.node.swap.Swaps} is the way in; it refuses a second swap of a plugin by name and keeps
 * a receipt of each in the {@link io.hotswap.node.swap.SwapJournal}.
 *
 * <p>Start reading at {@link io.hotswap.node.swap.SwapRun}.
 */
package io.hotswap.node.swap;
