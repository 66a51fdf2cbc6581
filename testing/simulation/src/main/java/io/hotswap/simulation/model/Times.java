package io.hotswap.simulation.model;

import java.util.function.LongSupplier;

/**
 * What time it is.
 *
 * @param latest the latest time that any clock ever had: they may have gone back since
 * @param earliest what the slowest clock says now
 * @param nanos of the one that never jumps
 */
public record Times(LongSupplier latest, LongSupplier earliest, LongSupplier nanos) {}
