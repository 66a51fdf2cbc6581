/**
 * A cluster on one machine: {@link io.hotswap.launcher.cluster.LocalCluster} starts its nodes as
 * processes, with a configuration file for each, and ends them one after the other.
 */
package io.hotswap.launcher.cluster;
