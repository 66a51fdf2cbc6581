/**
 * Subscriptions with their filters and push endpoints.
 *
 * <p>Start at {@link io.hotswap.gateway.rest.subscription.Subscriptions}.
 */
package io.hotswap.gateway.rest.subscription;
