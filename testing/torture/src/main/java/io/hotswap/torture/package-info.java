/**
 * Torture of real processes: a node of the built distribution under load from clients in a process
 * of their own, and faults that a seed chooses.
 *
 * <p>{@link io.hotswap.torture.Torture} runs episodes. An {@link io.hotswap.torture.Episode} is one
 * data directory: its rounds each let the load run, apply one {@link
 * io.hotswap.torture.fault.Fault} and wait until every workload moves again; then clients drain,
 * and {@link io.hotswap.torture.Judgement} reads their histories. Whatever went against a promise
 * is a line in {@link io.hotswap.torture.Findings}.
 */
package io.hotswap.torture;
