/**
 * A load of real clients on one topic, judged by what they saw.
 *
 * <p>{@link io.hotswap.load.LoadRun} starts {@link io.hotswap.load.Producer}s at a steady total
 * rate and {@link io.hotswap.load.Consumer}s that ack what they get, each on one raw keep-alive
 * {@link io.hotswap.load.HttpConnection} of its own, so that a closed connection is a measured
 * number. {@link io.hotswap.load.Admin} creates the topic and swaps plugins meanwhile. {@link
 * io.hotswap.load.Report} is the outcome.
 */
package io.hotswap.load;
