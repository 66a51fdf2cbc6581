/**
 * What a shard must find by number, key or time among very many, held in few bytes and without
 * boxes: {@link io.hotswap.broker.core.index.OffsetBits} what is settled, {@link
 * io.hotswap.broker.core.index.DelayIndex} what waits for its time, {@link
 * io.hotswap.broker.core.index.Aliases} where it entered, {@link
 * io.hotswap.broker.core.index.DedupIndex} which idempotency keys were used.
 *
 * <p>All of them are part of a shard's state: they change by facts alone, and what they write
 * depends on what they hold, not on how they came to hold it. How they lie in memory may differ.
 * None is thread-safe.
 */
package io.hotswap.broker.core.index;
