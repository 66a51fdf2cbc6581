/** Servers that are started for a run, and what processes take of their machine. */
package io.hotswap.bench.compare.process;
