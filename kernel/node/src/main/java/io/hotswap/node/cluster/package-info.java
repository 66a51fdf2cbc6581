/**
 * Many nodes over one store: who lives, who owns which shard, and how a node asks another.
 *
 * <p>Membership only proposes; the epoch in the store decides.
 */
package io.hotswap.node.cluster;
