/**
 * Nodes of a cluster in processes of their own: a {@link io.hotswap.cluster.fleet.Fleet} of {@link
 * io.hotswap.cluster.fleet.Member}s on a {@link io.hotswap.cluster.fleet.Ground} that may be able
 * to cut one from another.
 */
package io.hotswap.cluster.fleet;
