package io.hotswap.bench.compare.peer;

import java.nio.ByteBuffer;

/** Where received payloads go; any thread. */
public interface Sink {
  void message(ByteBuffer payload);
}
