/**
 * What is done to each system; each {@link io.hotswap.bench.compare.workload.Workload} gives rows.
 */
package io.hotswap.bench.compare.workload;
