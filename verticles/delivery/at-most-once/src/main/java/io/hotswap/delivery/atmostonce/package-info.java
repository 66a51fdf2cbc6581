/**
 * The guarantee {@code AtMostOnce}.
 *
 * <p>{@link io.hotswap.delivery.atmostonce.AtMostOnceDelivery} is the rule; {@link
 * io.hotswap.delivery.atmostonce.AtMostOnceDeliveryVerticle} provides it.
 */
package io.hotswap.delivery.atmostonce;
