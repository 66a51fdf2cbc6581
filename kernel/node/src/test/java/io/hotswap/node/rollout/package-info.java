/** Rollouts over nodes that share one simulated time and network. */
package io.hotswap.node.rollout;
