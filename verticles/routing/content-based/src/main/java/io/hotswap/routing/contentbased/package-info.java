/**
 * The strategy {@code ContentBased}: subscriptions get what their filter wants.
 *
 * <p>{@link io.hotswap.routing.contentbased.ContentBasedRouting} is the strategy; what filters are
 * stands in the package {@code filter}. {@link
 * io.hotswap.routing.contentbased.ContentBasedRoutingVerticle} provides both, with the settings of
 * {@link io.hotswap.routing.contentbased.ContentBasedRoutingConfig}.
 */
package io.hotswap.routing.contentbased;
