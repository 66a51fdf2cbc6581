/**
 * The door for event-bus clients: each operation of the active gateway has an address {@code
 * hotswap.v1.NAME}, on the node's event bus and, if configured, over the Vert.x TCP bridge.
 *
 * <p>A message becomes an exchange like any request; start at {@link io.hotswap.node.bus.BusDoor}.
 */
package io.hotswap.node.bus;
