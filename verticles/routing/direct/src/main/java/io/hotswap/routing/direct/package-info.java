/**
 * The strategy {@code Direct}: one consumer of a group gets all messages, by order of joining.
 *
 * <p>{@link io.hotswap.routing.direct.DirectRouting} is the rule; {@link
 * io.hotswap.routing.direct.DirectRoutingVerticle} provides it.
 */
package io.hotswap.routing.direct;
