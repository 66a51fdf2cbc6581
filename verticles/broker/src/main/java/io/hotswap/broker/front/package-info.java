/**
 * What doors call: {@link io.hotswap.broker.front.Front} turns requests about topics into commands
 * for shards, which it reaches only through their port.
 */
package io.hotswap.broker.front;
