/** Tests of the front over shards that live in memory and fail on demand. */
package io.hotswap.broker.front;
