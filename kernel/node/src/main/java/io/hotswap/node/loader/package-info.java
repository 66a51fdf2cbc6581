/**
 * From a jar to classes: verified, stored beside its other versions, loaded by a loader of its own,
 * and watched until that loader is collected.
 *
 * <p>Start at {@link io.hotswap.node.loader.Repository} for jars on disk, {@link
 * io.hotswap.node.loader.PluginClassLoader} for what a plugin shares with the kernel, and {@link
 * io.hotswap.node.loader.LeakSentinel} for what becomes of it.
 */
package io.hotswap.node.loader;
