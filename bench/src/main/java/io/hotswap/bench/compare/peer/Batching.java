package io.hotswap.bench.compare.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A sender over a client that waits for answers: while one batch is at the server the next one
 * gathers, and nothing lingers.
 */
final class Batching implements Sender {
  private static final int WAITING_MAX = 1 << 16;
  private static final long LOOK_MILLIS = 50;

  /** A message that waits. */
  static final class Item {
    private final int at;
    private final byte[] payload;
    private final long token;

    Item(int at, byte[] payload, long token) {
      this.at = at;
      this.payload = payload;
      this.token = token;
    }

    int at() {
      return at;
    }

    /** Not a copy. */
    byte[] payload() {
      return payload;
    }
  }

  /** Returns once all of them are confirmed. */
  interface Writing {
    void write(List<Item> batch) throws Exception;
  }

  private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Confirms confirms;
  private final Writing writing;
  private final int most;
  private final Closing loop;
  private final Closing connection;

  /**
   * @param most of a batch
   * @param connection closed last
   */
  Batching(String name, int most, Confirms confirms, Writing writing, Closing connection) {
    this.most = most;
    this.confirms = confirms;
    this.writing = writing;
    this.connection = connection;
    this.loop = Looping.begin(name, this::turn, this::rest);
  }

  @Override
  public void send(int at, byte[] payload, long token) throws InterruptedException {
    waiting.put(new Item(at, payload, token));
  }

  private void turn() throws InterruptedException {
    Item first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    if (first != null) {
      write(first);
    }
  }

  private void rest() {
    for (Item first = waiting.poll(); first != null; first = waiting.poll()) {
      write(first);
    }
  }

  private void write(Item first) {
    List<Item> batch = new ArrayList<>(most);
    batch.add(first);
    waiting.drainTo(batch, most - 1);
    try {
      writing.write(batch);
    } catch (Exception failed) {
      batch.forEach(one -> confirms.failed(one.token, failed));
      return;
    }
    batch.forEach(one -> confirms.confirmed(one.token));
  }

  @Override
  public void close() throws IOException {
    Closing.of(loop::close, connection::close).close();
  }
}
