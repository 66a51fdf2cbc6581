/**
 * Messages in their one stored form, their ids and receipts, and the bounds every door checks.
 *
 * <p>Build with {@link io.hotswap.contracts.message.MessageBuilder}, read with {@link
 * io.hotswap.contracts.message.Message}.
 */
package io.hotswap.contracts.message;
