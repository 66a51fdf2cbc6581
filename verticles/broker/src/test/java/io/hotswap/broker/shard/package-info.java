/** Tests of shards at run time. */
package io.hotswap.broker.shard;
