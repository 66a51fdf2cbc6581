/**
 * The state of a shard as a fold over its facts: {@link io.hotswap.broker.core.state.ShardState} is
 * the root, {@link io.hotswap.broker.core.state.Sections} its canonical bytes.
 *
 * <p>Nothing here reads a clock, a random number or a configuration, and nothing is kept for a
 * message unless it is leased, waits for a retry or was passed over because of its key.
 */
package io.hotswap.broker.core.state;
