/**
 * The strategy {@code LoadBalanced}: a group's messages are shared out over its consumers.
 *
 * <p>{@link io.hotswap.routing.loadbalanced.LoadBalancedRouting} is the rule, made of {@code
 * EvenShare} and {@code LevelShare}; {@link
 * io.hotswap.routing.loadbalanced.LoadBalancedRoutingVerticle} provides it.
 */
package io.hotswap.routing.loadbalanced;
