/**
 * The guarantee {@code ExactlyOnce}.
 *
 * <p>{@link io.hotswap.delivery.exactlyonce.ExactlyOnceDelivery} is the rule; {@link
 * io.hotswap.delivery.exactlyonce.ExactlyOnceDeliveryVerticle} provides it.
 */
package io.hotswap.delivery.exactlyonce;
