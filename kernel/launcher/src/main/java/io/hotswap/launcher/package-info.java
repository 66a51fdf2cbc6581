/**
 * The {@code hotswap} command.
 *
 * <p>{@link io.hotswap.launcher.Main} knows the commands of {@link io.hotswap.launcher.command}.
 * {@code start} runs a node in this process; {@code token} signs with the secret of a data
 * directory; {@code demo} is in {@link io.hotswap.launcher.demo}; all others are thin REST clients
 * on {@link io.hotswap.launcher.client}.
 */
package io.hotswap.launcher;
