/**
 * A query as a tree that evaluates itself.
 *
 * <p>The three types of expressions are those of RFC 9535, section 2.4.1: {@link
 * io.hotswap.jsonpath.query.Query} (NodesType), {@link io.hotswap.jsonpath.query.Operand}
 * (ValueType; Nothing is null) and {@link io.hotswap.jsonpath.query.Condition} (LogicalType).
 *
 * <p>Nodes are pushed, not collected: each {@link io.hotswap.jsonpath.query.Segment} hands every
 * node that it selects on to the {@link io.hotswap.jsonpath.query.Receiver} of the next one, depth
 * first, which gives the order of the RFC. A receiver that answers false ends the whole run, so a
 * test stops at the first node. A {@link io.hotswap.jsonpath.query.Location} is a chain of steps,
 * made only if someone wants paths. Singular queries take a shorter way, a loop without receivers.
 *
 * <p>One {@link io.hotswap.jsonpath.query.Evaluation} belongs to one run. All that can take long is
 * charged to it: nodes, characters, steps of regular expressions, depth.
 */
package io.hotswap.jsonpath.query;
