/**
 * What becomes of messages that failed for good: whether they are kept, what is written about them,
 * and which of them a query finds.
 *
 * <p>{@link io.hotswap.deadletter.DeadLetterRules} is the rule, {@code Metadata} the text; {@link
 * io.hotswap.deadletter.DeadLetterVerticle} provides it.
 */
package io.hotswap.deadletter;
