/**
 * What a rollout is going to do: strategies are pure functions from the nodes and the parameters to
 * the list of steps, the gate one from figures to a verdict.
 *
 * <p>Start at {@link io.hotswap.node.rollout.plan.Plan}.
 */
package io.hotswap.node.rollout.plan;
