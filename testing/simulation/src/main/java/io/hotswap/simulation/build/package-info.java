/**
 * The only part that runs classes of a broker: loaded once for each build of it that takes part.
 */
package io.hotswap.simulation.build;
