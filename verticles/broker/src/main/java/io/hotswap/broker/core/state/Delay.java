package io.hotswap.broker.core.state;

/** A failed message that waits for its next attempt, holding its key. */
public record Delay(long offset, long keyHash, long due) {}
