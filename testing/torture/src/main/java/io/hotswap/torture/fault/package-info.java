/**
 * What happens to a node: each {@link io.hotswap.torture.fault.Fault} does one thing to the process
 * on a {@link io.hotswap.torture.fault.Stage}, says what it found, and leaves behind a node that is
 * to serve again without help. {@link io.hotswap.torture.fault.Kind} lists them.
 */
package io.hotswap.torture.fault;
