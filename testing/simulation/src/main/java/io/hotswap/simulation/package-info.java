/**
 * Deterministic simulation of broker shards: the real shards and fronts, in one thread, over a
 * simulated store, clock and network, with faults, against a reference model.
 *
 * <p>{@code Simulation} runs the steps of a seed, {@code Shrinker} finds the few that matter,
 * {@code Verify} does that for many seeds. Packages: {@code world} is what surrounds the shards,
 * {@code load} who uses them, {@code model} what must be true.
 */
package io.hotswap.simulation;
