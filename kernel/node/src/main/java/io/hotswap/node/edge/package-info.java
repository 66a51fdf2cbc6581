/**
 * The sockets. The kernel owns them, so a gateway can be replaced while clients stay connected.
 *
 * <p>{@link io.hotswap.node.edge.Edge} listens on several event loops. A request is checked and
 * read whole ({@code Intake}), becomes an {@code Exchange} and is asked of the gateway port. What
 * has nothing to answer yet waits in {@link io.hotswap.node.edge.Parking} until it is signalled or
 * its time is over, and is then asked again, of whichever gateway version is active by then.
 *
 * <p>All that happens to one exchange happens on the event loop of its connection.
 */
package io.hotswap.node.edge;
