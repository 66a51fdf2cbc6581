/**
 * Requests as gateways see them. The kernel owns sockets; a gateway gets an {@link
 * io.hotswap.contracts.edge.Exchange} and answers or parks it.
 */
package io.hotswap.contracts.edge;
