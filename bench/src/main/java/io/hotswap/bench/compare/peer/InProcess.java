package io.hotswap.bench.compare.peer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** No broker, queues in this process: what it reaches is all that the harness itself can. */
public final class InProcess implements Peer {
  private static final long IDLE_NANOS = 20_000;

  @Override
  public String name() {
    return "in-process";
  }

  @Override
  public String confirmMeans() {
    return "nothing: no broker, the ceiling of the harness";
  }

  @Override
  public String ackMeans() {
    return "none";
  }

  @Override
  public List<String> server() {
    return List.of();
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public Session open(Place place) {
    return new Open();
  }

  private static final class Open implements Session {
    private final Map<String, Queue<byte[]>> queues = new ConcurrentHashMap<>();

    private static List<String> groups(Destination one) {
      return one.isQueue() ? List.of("") : one.groups();
    }

    private List<Queue<byte[]>> queues(Destination one) {
      return groups(one).stream().map(group -> queues.get(one.name() + "/" + group)).toList();
    }

    @Override
    public void create(List<Destination> destinations) {
      for (Destination one : destinations) {
        groups(one)
            .forEach(group -> queues.put(one.name() + "/" + group, new ConcurrentLinkedQueue<>()));
      }
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) {
      List<List<Queue<byte[]>>> targets = to.stream().map(this::queues).toList();
      return new Sender() {
        @Override
        public void send(int at, byte[] payload, long token) {
          for (Queue<byte[]> queue : targets.get(at)) {
            queue.add(payload);
          }
          confirms.confirmed(token);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink) {
      List<Queue<byte[]>> sources = new ArrayList<>();
      from.forEach(one -> sources.add(queues.get(one.name() + "/" + group)));
      return Looping.begin(
          "in-process-" + index,
          () -> {
            boolean any = false;
            for (Queue<byte[]> source : sources) {
              byte[] payload = source.poll();
              if (payload != null) {
                any = true;
                sink.message(ByteBuffer.wrap(payload));
              }
            }
            if (!any) {
              LockSupport.parkNanos(IDLE_NANOS);
            }
          });
    }

    @Override
    public void drop(List<Destination> destinations) {
      for (Destination one : destinations) {
        groups(one).forEach(group -> queues.remove(one.name() + "/" + group));
      }
    }

    @Override
    public void close() {
      queues.clear();
    }
  }
}
