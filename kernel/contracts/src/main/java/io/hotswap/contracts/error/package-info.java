/**
 * Errors with a code, a category and one message form: {@code name: value (expected: bounds)}.
 *
 * <p>Start at {@link io.hotswap.contracts.error.Problem}.
 */
package io.hotswap.contracts.error;
