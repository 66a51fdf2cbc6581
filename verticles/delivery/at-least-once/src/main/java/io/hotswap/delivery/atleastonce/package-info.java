/**
 * The guarantee {@code AtLeastOnce}.
 *
 * <p>{@link io.hotswap.delivery.atleastonce.AtLeastOnceDelivery} is the rule; {@link
 * io.hotswap.delivery.atleastonce.AtLeastOnceDeliveryVerticle} provides it.
 */
package io.hotswap.delivery.atleastonce;
