/**
 * The node: everything in {@code kernel/node} put together. Start at {@link
 * io.hotswap.node.Node#start}.
 */
package io.hotswap.node;
