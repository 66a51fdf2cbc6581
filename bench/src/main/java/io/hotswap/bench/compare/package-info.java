/**
 * HotSwap and other brokers side by side, on one machine and in one run: {@code bench/compare}.
 *
 * <p>{@link io.hotswap.bench.compare.Compare} starts each system in turn, lets it warm up, runs the
 * workloads of {@code workload} on it, and prints a table. What a system is stands in {@code peer},
 * how messages flow and are counted in {@code load}, servers in {@code process}, rows and drawings
 * in {@code report}.
 */
package io.hotswap.bench.compare;
