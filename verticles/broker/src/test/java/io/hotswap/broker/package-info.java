/** Tests of how the broker is configured and wired. */
package io.hotswap.broker;
