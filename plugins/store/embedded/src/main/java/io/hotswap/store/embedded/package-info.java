/**
 * The log on this node's disk: one write-ahead log whose segments are the store. Start at {@link
 * io.hotswap.store.embedded.EmbeddedLog}; the write path is {@code AppendEncoder}, {@code
 * WriteQueue}, {@code Writer}; the way back is {@code Recovery}; the bytes are in {@code Layout}.
 */
package io.hotswap.store.embedded;
