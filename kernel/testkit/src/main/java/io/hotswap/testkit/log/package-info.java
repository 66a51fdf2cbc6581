/**
 * What every log store must pass: extend {@link io.hotswap.testkit.log.LogStoreContract}, say how
 * to open the store and what it can.
 */
package io.hotswap.testkit.log;
