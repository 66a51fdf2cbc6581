/**
 * The log in memory: every guarantee of the port except that nothing survives the process. Start at
 * {@link io.hotswap.store.memory.MemoryLog}.
 */
package io.hotswap.store.memory;
