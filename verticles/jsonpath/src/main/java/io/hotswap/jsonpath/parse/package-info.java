/**
 * Reads the text of a query and checks its types; what it makes is {@code jsonpath.query}.
 *
 * <p>The parser descends the grammar of RFC 9535 (its ABNF is one short rule for each method), and
 * never goes back over more than blanks. {@link io.hotswap.jsonpath.parse.QueryParser} reads
 * queries and selectors, {@code FilterParser} what follows a question mark, {@code Texts} and
 * {@code Digits} the literals; {@code Function} is the list of function extensions with the types
 * they declare. All share one {@code Cursor}, which knows the place for a refusal and bounds the
 * nesting.
 *
 * <p>To add a function: give it a constant in {@code Function} and a record in {@code
 * query.Operand} (if it makes a value) or {@code query.Condition} (if it is a test).
 */
package io.hotswap.jsonpath.parse;
