/**
 * The few file-system calls that the log makes, behind one seam: {@link
 * io.hotswap.store.embedded.disk.Disk}. Tests put faults there.
 */
package io.hotswap.store.embedded.disk;
