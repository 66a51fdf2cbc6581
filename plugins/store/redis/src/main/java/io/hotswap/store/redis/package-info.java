/**
 * The log on a Redis server. Words: a <em>lane</em> is a connection with a queue, whose waiting
 * operations go to the server as one group; a <em>call</em> is all appends of one shard in a group;
 * a <em>mark</em> is the last thing that the server acknowledged for a shard. What must be atomic
 * is a script that runs in the server ({@code *.lua} beside these classes). Start at {@link
 * io.hotswap.store.redis.RedisLog}.
 */
package io.hotswap.store.redis;
