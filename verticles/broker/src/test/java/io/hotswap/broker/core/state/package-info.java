/** Tests of what a shard knows. */
package io.hotswap.broker.core.state;
