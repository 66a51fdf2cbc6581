/** Durations as users write them. */
package io.hotswap.contracts.time;
