package io.hotswap.store.embedded.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file, read and written at positions. */
public interface DiskFile extends Closeable {
  /** Fills {@code into} from {@code position}, as far as the file goes; returns bytes read. */
  int read(ByteBuffer into, long position) throws IOException;

  /** Writes all that remains. */
  void write(ByteBuffer from, long position) throws IOException;

  /** Returns when all that was written is on stable media; length and data, not times. */
  void sync() throws IOException;

  long size() throws IOException;
}
