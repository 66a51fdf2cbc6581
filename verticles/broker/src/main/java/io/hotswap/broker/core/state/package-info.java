/**
 * What a shard knows, as a fold over its facts.
 *
 * <p>Start at {@link io.hotswap.broker.core.state.ShardState#apply}. Nothing here reads a clock, a
 * random source or a setting that is not in a fact, so that every version that replays the same
 * facts ends in the same bytes: {@link io.hotswap.broker.core.state.StateCodec} writes them.
 */
package io.hotswap.broker.core.state;
