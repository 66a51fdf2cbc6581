package io.hotswap.contracts.log;

/**
 * The records that one append adds to one stream.
 *
 * @param firstOffset the offset of the first record; must be the stream's end
 * @param timeMillis UTC milliseconds of all these records, never less than the stream's last
 */
public record StreamAppend(StreamId stream, long firstOffset, long timeMillis, Records records) {}
