/**
 * JSONPath of RFC 9535 over Jackson trees: small, complete, bounded.
 *
 * <pre>{@code
 * JsonPath path = JsonPath.compile("$.items[?@.qty > 3 && match(@.sku, 'A[0-9]+')]");
 * boolean any = path.matches(order);            // stops at the first node
 * for (Node node : path.select(order)) {
 *   node.normalizedPath();                      // $['items'][2]
 *   node.value();
 * }
 * }</pre>
 *
 * <p>{@link io.hotswap.jsonpath.JsonPath#compile} refuses a wrong query with a {@link
 * io.hotswap.jsonpath.JsonPathSyntaxException}, which knows the position and the reason. A compiled
 * path is immutable; compile once, use from any thread.
 *
 * <p>Nothing here can run away: the text of a query, its nesting, its regular expressions, and what
 * one evaluation visits are bounded by {@link io.hotswap.jsonpath.JsonPathLimits}. What exceeds a
 * bound ends with a {@link io.hotswap.jsonpath.JsonPathLimitException}, never with half a result.
 *
 * <p>What surprises newcomers: a missing member is not {@code null} ({@code @.a == null} needs an
 * {@code a}); {@code !=} is also true where a side is missing; numbers and strings are never equal;
 * {@code match} is about the whole string and {@code search} about a part; an invalid pattern is no
 * error but matches nothing; a query in a filter tests existence, so {@code ?@.a} holds for {@code
 * "a": false}.
 *
 * <p>Reading order: {@code parse} (text to tree), {@code query} (the tree, which evaluates itself),
 * {@code regexp} (I-Regexp of RFC 9485).
 */
package io.hotswap.jsonpath;
