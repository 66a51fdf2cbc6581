package io.hotswap.store.embedded;

import io.hotswap.contracts.log.LogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes all that waits, makes one group of it, writes and syncs it
 * once, then answers. While it syncs the next group gathers, so there is nothing to tune and no
 * delay when idle.
 */
final class Writer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int INITIAL = 1 << 20;

  /** What the writer needs to know of the log's state. */
  interface State {
    /** The entries that a new segment begins with. */
    byte[] checkpoint();

    /** Nothing can be written any more. */
    void failed(Throwable why);

    long nowMillis();

    /** The spare was used up. */
    void segmentTaken();
  }

  private final WriteQueue queue;
  private final Segments segments;
  private final ControlFile control;
  private final State state;
  private final long storeId;
  private final long groupMax;
  private final Completions completions = new Completions();
  private final List<Write> group = new ArrayList<>();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(INITIAL);
  private Segment segment;
  private String noSpace = "";
  private long seq;

  Writer(WriteQueue queue, Contents contents, State state, long groupMax) {
    this.queue = queue;
    this.segments = contents.segments();
    this.control = contents.control();
    this.state = state;
    this.storeId = contents.files().id();
    this.groupMax = groupMax;
    this.segment = contents.last();
    this.seq = contents.lastSeq();
  }

  @Override
  public void run() {
    List<Write> taken = List.of();
    try {
      buffer.position(Layout.GROUP_HEADER);
      taken = queue.takeAll();
      while (!taken.isEmpty()) {
        for (Write write : taken) {
          add(write);
        }
        commit();
        completions.flush();
        taken = queue.takeAll();
      }
    } catch (InterruptedException retired) {
      fail(retired, taken);
    } catch (IOException | RuntimeException | Error broken) {
      fail(broken, taken);
    }
  }

  private void add(Write write) throws IOException {
    LogException broken = write.broken();
    if (broken == null && !fits(write)) {
      commit();
      if (!room(write)) {
        broken =
            new LogException(LogException.Kind.FULL, "no space for another segment: " + noSpace);
      }
    }
    if (broken != null) {
      // NB: what is before it in the group is committed on its own; order is kept by the queue.
      write.refuse(broken);
      completions.add(write);
      return;
    }
    reserve(write.size());
    write.writeTo(buffer);
    group.add(write);
  }

  private boolean fits(Write write) {
    int size = buffer.position() + write.size();
    boolean inGroup = group.isEmpty() || size <= groupMax;
    return segment != null && inGroup && segment.end() + size <= segment.size();
  }

  /**
   * A group was just closed: true if the next one can take the write, in a new segment if needed.
   */
  private boolean room(Write write) {
    if (fits(write)) {
      return true;
    }
    byte[] checkpoint = state.checkpoint();
    try {
      segment = segments.takeSpare(checkpoint.length, write.size(), state.nowMillis());
    } catch (IOException full) {
      noSpace = full.getMessage();
      LOG.warn("no new segment: {}", noSpace);
      return false;
    }
    state.segmentTaken();
    reserve(checkpoint.length);
    buffer.put(checkpoint);
    return true;
  }

  private void reserve(int more) {
    if (buffer.remaining() < more) {
      int capacity = Math.max(buffer.capacity() * 2, buffer.position() + more);
      buffer = ByteBuffer.allocateDirect(capacity).put(buffer.flip());
    }
  }

  private void commit() throws IOException {
    if (group.isEmpty()) {
      return;
    }
    int length = buffer.position();
    long start = segment.end();
    Layout.putGroupHeader(buffer, length, storeId, segment.number(), seq + 1);
    segment.file().write(buffer.flip(), start);
    segment.file().sync();
    seq++;
    segment.end(start + length);
    control.store(new ControlFile.Mark(seq, segment.number(), (int) segment.end()));
    int position = (int) start + length;
    for (int i = group.size() - 1; i >= 0; i--) {
      position -= group.get(i).size();
    }
    for (Write write : group) {
      write.commit(segment.number(), position);
      position += write.size();
      completions.add(write);
    }
    group.clear();
    buffer.clear().position(Layout.GROUP_HEADER);
  }

  /** Never retried: what the disk has of the group is unknown from here on. */
  private void fail(Throwable why, List<Write> taken) {
    LogException unknown =
        new LogException(LogException.Kind.OUTCOME_UNKNOWN, "log store closed itself: " + why, why);
    state.failed(why);
    List<Write> pending = new ArrayList<>(taken);
    pending.addAll(queue.takeNow());
    for (Write write : pending) {
      if (!write.isSettled()) {
        write.refuse(unknown);
        completions.add(write);
      }
    }
    completions.flush();
  }
}
