/**
 * How a plugin lives: {@link io.hotswap.contracts.plugin.Descriptor} in its jar, {@link
 * io.hotswap.contracts.plugin.Plugin} as its main class, {@link
 * io.hotswap.contracts.plugin.PluginScope} for all it needs, {@link
 * io.hotswap.contracts.plugin.Shards} if it has state.
 */
package io.hotswap.contracts.plugin;
