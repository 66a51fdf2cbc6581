package io.hotswap.store.embedded;

import io.hotswap.store.embedded.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;

/** One file of the log. Kept open; closed when it is dropped and the last reader has let go. */
final class Segment {
  private final int number;
  private final Path path;
  private final DiskFile file;
  private final long size;
  private volatile long end = Layout.SEGMENT_HEADER;
  private volatile long present;
  private long dataBytes;
  private long liveBytes;
  private int readers;
  private boolean dropped;

  Segment(int number, Path path, DiskFile file, long size) {
    this.number = number;
    this.path = path;
    this.file = file;
    this.size = size;
    this.present = size;
  }

  int number() {
    return number;
  }

  Path path() {
    return path;
  }

  DiskFile file() {
    return file;
  }

  long size() {
    return size;
  }

  /** Bytes that the file really has; what is missing at its end was zeros, or is damage. */
  long present() {
    return present;
  }

  void present(long bytes) {
    present = bytes;
  }

  /** Where the last durable group ends. */
  long end() {
    return end;
  }

  void end(long position) {
    end = position;
  }

  boolean isEmpty() {
    return end == Layout.SEGMENT_HEADER;
  }

  synchronized void stored(long bytes) {
    dataBytes += bytes;
    liveBytes += bytes;
  }

  synchronized void died(long bytes) {
    liveBytes -= bytes;
  }

  synchronized boolean isDead() {
    return liveBytes <= 0;
  }

  synchronized boolean isMostlyDead(int percent) {
    return liveBytes * 100 < dataBytes * percent;
  }

  /** False if it is gone: look the record up again. */
  synchronized boolean acquire() {
    if (dropped) {
      return false;
    }
    readers++;
    return true;
  }

  void release() throws IOException {
    boolean last;
    synchronized (this) {
      readers--;
      last = dropped && readers == 0;
    }
    if (last) {
      file.close();
    }
  }

  /** True if nobody reads it; else the last reader closes it. */
  boolean drop() throws IOException {
    boolean idle;
    synchronized (this) {
      idle = !dropped && readers == 0;
      dropped = true;
    }
    if (idle) {
      file.close();
    }
    return idle;
  }
}
