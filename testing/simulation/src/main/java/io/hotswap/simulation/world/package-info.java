/**
 * Everything around the broker's shards, simulated: time, event loops, store, network, process. The
 * shards and fronts in it are the real ones; all chance comes from one source.
 */
package io.hotswap.simulation.world;
