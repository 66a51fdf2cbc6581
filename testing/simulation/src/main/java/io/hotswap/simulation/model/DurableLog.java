package io.hotswap.simulation.model;

import io.hotswap.contracts.log.StreamId;
import java.nio.ByteBuffer;

/** Finds durable records, also those that are trimmed; null if there is none. */
@FunctionalInterface
public interface DurableLog {
  ByteBuffer record(StreamId stream, long offset);
}
