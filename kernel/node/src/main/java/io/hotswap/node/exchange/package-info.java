/**
 * Requests while they live, whichever door they came through.
 *
 * <p>A {@link io.hotswap.node.exchange.LiveExchange} asks the gateway port, waits in {@link
 * io.hotswap.node.exchange.Parking} and is asked again, of whichever gateway version is active by
 * then. What was asked is an {@link io.hotswap.node.exchange.Inquiry}; how an answer leaves is the
 * business of the door's {@link io.hotswap.node.exchange.Outlet}.
 *
 * <p>All that happens to one exchange happens on one context.
 */
package io.hotswap.node.exchange;
