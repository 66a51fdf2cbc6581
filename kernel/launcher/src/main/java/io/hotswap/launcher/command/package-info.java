/** One class per command; see {@link io.hotswap.launcher.Main}. */
package io.hotswap.launcher.command;
