/** Properties of strategies. */
package io.hotswap.node.rollout.plan;
