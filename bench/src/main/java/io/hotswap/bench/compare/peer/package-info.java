/**
 * The systems that are compared, each behind the same few words: a {@link
 * io.hotswap.bench.compare.peer.Peer} names what a confirm means and opens {@link
 * io.hotswap.bench.compare.peer.Session}s; a session makes destinations, senders and receivers.
 *
 * <p>A new system: one class here, one line in {@link io.hotswap.bench.compare.peer.Peers}, one
 * script in {@code bench/peers} that starts and stops its server.
 */
package io.hotswap.bench.compare.peer;
