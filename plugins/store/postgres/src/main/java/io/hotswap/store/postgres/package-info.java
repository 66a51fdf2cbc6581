/**
 * The log in PostgreSQL, for one node or many.
 *
 * <p>Words: a <em>link</em> is a connection that comes back by itself; a <em>lane</em> is a link
 * that appends, one <em>group</em> at a time; everything that must be true whoever asks (epochs,
 * sequences, offsets, leases) is decided by functions in the server, under the lock of a shard's
 * row: {@code 001.sql}. Start at {@link io.hotswap.store.postgres.PostgresLog}.
 */
package io.hotswap.store.postgres;
