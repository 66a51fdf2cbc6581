package io.hotswap.broker.core.decide;

import java.nio.ByteBuffer;

/** Messages of a partition that are at hand. */
@FunctionalInterface
public interface MessageSource {
  /** The record, or null if it must be fetched first. */
  ByteBuffer find(long offset);
}
