/**
 * The strategy {@code Priority}: urgent messages first, without starving the others.
 *
 * <p>{@link io.hotswap.routing.priority.PriorityRouting} is the rule; {@link
 * io.hotswap.routing.priority.PriorityRoutingVerticle} provides it.
 */
package io.hotswap.routing.priority;
