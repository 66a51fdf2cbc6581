/**
 * Regular expressions of RFC 9485 (I-Regexp) in linear time.
 *
 * <p>{@code java.util.regex} tries alternatives one after the other, and a pattern such as {@code
 * (a*)*b} takes it exponential time; patterns come from users and from messages, so that will not
 * do. Here {@code PatternParser} reads the grammar into a {@code Tree}, {@code Program} turns that
 * into the states of an automaton, and {@code Run} follows all of them at once: at most states
 * times characters, charged to {@link io.hotswap.jsonpath.regexp.Work}. The number of states is
 * bounded before the first is made.
 *
 * <p>Two things beside the letter of the RFC: {@code ^} and {@code $} stand for the start and the
 * end of the text, as they do once a pattern is mapped to another dialect and as the public
 * compliance suite has it; and a count such as {@code {3,2}} is no I-Regexp.
 */
package io.hotswap.jsonpath.regexp;
