/**
 * Bringing a version of a plugin to all nodes, step by step and back if it is no good.
 *
 * <p>Words: a {@link io.hotswap.node.rollout.Rollout} is the record of one; every node keeps a copy
 * of it, durably, before the next step goes on. One node is its coordinator and has a {@link
 * io.hotswap.node.rollout.Run}: it looks at all nodes, lets the pure {@link
 * io.hotswap.node.rollout.Course} say what the record is now, tells it to all nodes, and asks each
 * node for the {@link io.hotswap.node.rollout.plan.Mark} that it should reach. The {@link
 * io.hotswap.node.rollout.Agent} of a node does one thing towards that mark at a time, by a swap.
 *
 * <p>An ask says what shall be, not what shall be done, so it can be lost, repeated, or come from
 * the next coordinator. Who coordinates is numbered by terms: what is of an older term is refused.
 *
 * <p>Start at {@link io.hotswap.node.rollout.Rollouts}.
 */
package io.hotswap.node.rollout;
