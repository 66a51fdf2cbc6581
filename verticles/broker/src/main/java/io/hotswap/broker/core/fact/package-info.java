/**
 * What a shard has decided: the only thing its state depends on.
 *
 * <p>A {@link io.hotswap.broker.core.fact.Fact} says what happened and never why it may: rules,
 * clocks and settings were consulted by the decider. {@link io.hotswap.broker.core.fact.FactCodec}
 * is the form in the log, with its format level in the first byte.
 */
package io.hotswap.broker.core.fact;
