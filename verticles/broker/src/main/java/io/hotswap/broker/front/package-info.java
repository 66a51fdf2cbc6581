/**
 * What doors call: {@link io.hotswap.broker.front.Front} turns requests about topics into commands
 * for shards, which it reaches only through their port.
 *
 * <p>The front holds nothing that must last: what it knows of topics is a copy, what it decides is
 * decided by shards. What spans partitions is done in an order in which it can be interrupted
 * anywhere and completed by asking the same again; where it must be all or nothing it is a {@link
 * io.hotswap.broker.front.Commit}.
 */
package io.hotswap.broker.front;
