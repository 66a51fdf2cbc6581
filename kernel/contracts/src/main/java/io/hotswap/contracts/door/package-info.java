/**
 * The streaming door: what is said over a WebSocket of the sub-protocol {@code hotswap.v1}, by
 * gateways and by JVM clients. The bytes are laid down in {@code docs/formats/streaming-door.md}.
 */
package io.hotswap.contracts.door;
