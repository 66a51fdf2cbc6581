/** Tests of the pure core. */
package io.hotswap.broker.core;
