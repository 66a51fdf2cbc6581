/**
 * The kernel's own thread: everything that sequences plugins runs on one {@link
 * io.hotswap.node.strand.Strand}, whose timers fire whatever a plugin's event loops are doing.
 */
package io.hotswap.node.strand;
