/**
 * The strategy {@code FanOut}: every subscription gets every message.
 *
 * <p>{@link io.hotswap.routing.fanout.FanOutRouting} is the rule within a group; {@link
 * io.hotswap.routing.fanout.FanOutRoutingVerticle} provides it.
 */
package io.hotswap.routing.fanout;
