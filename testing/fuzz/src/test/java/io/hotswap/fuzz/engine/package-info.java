/**
 * Fuzzing: seeds, mutants of them, and a watch over what reads them.
 *
 * <p>A {@link io.hotswap.fuzz.engine.Target} says what its valid inputs are and what must hold for
 * any other. A {@link io.hotswap.fuzz.engine.Campaign} does the rest. No coverage guides it; the
 * seeds are many and the mutators know numbers, lengths, JSON and the words of each language.
 */
package io.hotswap.fuzz.engine;
