/**
 * The hot parts, each alone, as JMH measures them. Where a call takes a batch, the time is that of
 * one message. README.md says how to run them; what the whole node carries is measured elsewhere.
 */
package io.hotswap.micro;
