package io.hotswap.node.rollout;

import io.hotswap.contracts.admin.RolloutView.Figures;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.node.rollout.plan.Mark;

/**
 * What a node answers when it is asked for a mark.
 *
 * @param serving the version of the plugin that serves there, or null
 * @param shards that it owns of the plugin
 * @param swap the swap by which it gets there, or null before
 * @param failure why it will not get there, or null
 */
record Sighting(
    String serving, int shards, Mark reached, SwapView swap, String failure, Figures figures) {}
