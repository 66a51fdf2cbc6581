/**
 * The streaming door: publishes, settlements and deliveries in binary batches over one WebSocket.
 * The bytes are {@code io.hotswap.contracts.door}; the stream's life is that of any other one.
 */
package io.hotswap.gateway.rest.door;
