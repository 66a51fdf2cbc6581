package io.hotswap.contracts.log;

import java.nio.ByteBuffer;

/**
 * One record as read back: {@code bytes} is a read-only-by-agreement heap view of exactly what was
 * appended.
 */
public record StoredRecord(long offset, ByteBuffer bytes) {}
