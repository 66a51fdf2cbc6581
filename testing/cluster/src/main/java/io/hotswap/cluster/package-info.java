/**
 * Tries and breaks clusters: real nodes of the built distribution over a real store server, clients
 * that write histories, and something that happens meanwhile. {@link io.hotswap.cluster.Scenario}
 * lists what; {@link io.hotswap.cluster.Trial} runs some of them and has the histories judged;
 * {@link io.hotswap.cluster.Trials} is the command line.
 */
package io.hotswap.cluster;
