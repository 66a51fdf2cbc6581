package io.hotswap.bench.compare;

import io.hotswap.bench.compare.peer.Closing;
import io.hotswap.bench.compare.peer.Confirms;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.peer.Sender;
import io.hotswap.bench.compare.peer.Session;
import io.hotswap.bench.compare.peer.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A system that does wrong what its receivers get.
 *
 * @param fault what happens to every hundredth message
 */
public record Faulty(Session inner, Fault fault) implements Session {
  private static final int EVERY = 100;

  public enum Fault {
    LOSES,
    DOUBLES,
    REFUSES,
    STRANGE
  }

  @Override
  public void create(List<Destination> destinations) throws Exception {
    inner.create(destinations);
  }

  @Override
  public Sender sender(List<Destination> to, int index, Confirms confirms) throws Exception {
    Sender sender = inner.sender(to, index, confirms);
    AtomicInteger count = new AtomicInteger();
    return new Sender() {
      @Override
      public void send(int at, byte[] payload, long token) throws Exception {
        if (fault == Fault.REFUSES && count.incrementAndGet() % EVERY == 0) {
          confirms.failed(token, new IOException("planted refusal"));
        } else {
          sender.send(at, payload, token);
        }
      }

      @Override
      public void close() throws IOException {
        sender.close();
      }
    };
  }

  @Override
  public Closing receiver(List<Destination> from, String group, int index, Sink sink)
      throws Exception {
    AtomicInteger count = new AtomicInteger();
    return inner.receiver(
        from,
        group,
        index,
        payload -> {
          boolean wrong = count.incrementAndGet() % EVERY == 0;
          if (wrong && fault == Fault.STRANGE) {
            sink.message(ByteBuffer.allocate(1));
            sink.message(ByteBuffer.allocate(40));
          }
          if (wrong && fault == Fault.DOUBLES) {
            sink.message(payload.duplicate());
          }
          if (!(wrong && fault == Fault.LOSES)) {
            sink.message(payload);
          }
        });
  }

  @Override
  public void drop(List<Destination> destinations) throws Exception {
    inner.drop(destinations);
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }
}
