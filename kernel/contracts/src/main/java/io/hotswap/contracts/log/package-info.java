/**
 * The log store port: streams of opaque records, fenced by epochs.
 *
 * <p>Words: a <em>stream</em> is append-only and has offsets; a <em>shard</em> owns one stream of
 * facts and the message streams of its topic partitions; an <em>epoch</em> numbers its owners. To
 * use it start at {@link io.hotswap.contracts.log.LogStore}; to write an engine run {@code
 * LogStoreContract} of the testkit.
 */
package io.hotswap.contracts.log;
