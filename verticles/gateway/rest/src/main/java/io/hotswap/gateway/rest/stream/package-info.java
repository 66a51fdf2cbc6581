/**
 * Streams of messages as Server-Sent Events and over WebSockets.
 *
 * <p>A stream is a consumer. All it is between two asks lies in the exchange ({@link
 * io.hotswap.gateway.rest.stream.StreamState}), so whichever gateway version is active goes on with
 * it. Start at {@link io.hotswap.gateway.rest.stream.Streams}.
 */
package io.hotswap.gateway.rest.stream;
