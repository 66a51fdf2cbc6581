/**
 * Real store servers of which a cluster's nodes share one: {@link
 * io.hotswap.cluster.server.StoreServer} can be killed and started again on the same data and port.
 */
package io.hotswap.cluster.server;
