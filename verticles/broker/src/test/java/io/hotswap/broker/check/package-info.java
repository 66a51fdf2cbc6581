/** Tests of the self-check. */
package io.hotswap.broker.check;
