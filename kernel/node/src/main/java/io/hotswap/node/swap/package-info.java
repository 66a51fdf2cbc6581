/**
 * Replacing one running version of a plugin by another.
 *
 * <p>Sealed {@link io.hotswap.node.swap.Step}s know how to apply and undo themselves and give what
 * went wrong as a failed future; the {@link io.hotswap.node.swap.Coordinator} only sequences them,
 * and undoes in reverse; every swap leaves a receipt in the {@link io.hotswap.node.swap.SwapLog}.
 * {@link io.hotswap.node.swap.KernelAdmin} offers all of it to gateways.
 */
package io.hotswap.node.swap;
