package io.hotswap.bench.compare.peer;

import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.MessageConsumer;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * NATS JetStream with file storage: one stream, in which each destination is a subject; a durable
 * pull consumer for each group, which all its receivers share.
 *
 * @param always whether the server syncs before each confirm ({@code sync_interval: always})
 */
public record Nats(boolean always) implements Peer {
  private static final Duration ACK_WAIT = Duration.ofSeconds(60);
  private static final Duration FLUSH = Duration.ofSeconds(2);
  private static final int OUTGOING_MAX = 100_000;
  private static final int ACK_PENDING_MAX = 50_000;
  private static final int BATCH = 1000;
  private static final int REFILL_PERCENT = 50;

  @Override
  public String name() {
    return always ? "nats-always" : "nats";
  }

  @Override
  public String confirmMeans() {
    return always ? "fsync per message" : "in the page cache, fsync each 2 minutes";
  }

  @Override
  public String ackMeans() {
    return "ack() per message, not confirmed";
  }

  @Override
  public List<String> server() {
    return List.of("nats.sh", always ? "always" : "default");
  }

  @Override
  public int port() {
    return 18_422;
  }

  @Override
  public Session open(Place place) throws Exception {
    return new Open(place, connect(place));
  }

  private static Connection connect(Place place) throws IOException, InterruptedException {
    return io.nats.client.Nats.connect(
        new Options.Builder()
            .server("nats://127.0.0.1:" + place.port())
            .maxMessagesInOutgoingQueue(OUTGOING_MAX)
            .build());
  }

  private record Open(Place place, Connection admin) implements Session {
    /** A stream is called as its first subject; all but that one have their number at the end. */
    private static String stream(List<Destination> destinations) {
      return destinations.get(0).name().replaceFirst("[.]\\d+$", "");
    }

    @Override
    public void create(List<Destination> destinations) throws Exception {
      JetStreamManagement management = admin.jetStreamManagement();
      Destination first = destinations.get(0);
      management.addStream(
          StreamConfiguration.builder()
              .name(stream(destinations))
              .subjects(destinations.stream().map(Destination::name).toList())
              .storageType(StorageType.File)
              .retentionPolicy(
                  first.isQueue() ? RetentionPolicy.WorkQueue : RetentionPolicy.Interest)
              .build());
      for (String group : first.isQueue() ? List.of("workers") : first.groups()) {
        management.addOrUpdateConsumer(
            stream(destinations),
            ConsumerConfiguration.builder()
                .durable(group)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(ACK_WAIT)
                .maxAckPending(ACK_PENDING_MAX)
                .build());
      }
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) throws Exception {
      Connection connection = connect(place);
      JetStream jetStream = connection.jetStream();
      return new Sender() {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // It was asked already.
        public void send(int at, byte[] payload, long token) {
          jetStream
              .publishAsync(to.get(at).name(), payload)
              .whenComplete(
                  (stored, failed) -> {
                    if (failed == null) {
                      confirms.confirmed(token);
                    } else {
                      confirms.failed(token, failed);
                    }
                  });
        }

        @Override
        public void close() throws IOException {
          Closing.of(connection::close).close();
        }
      };
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink)
        throws Exception {
      Connection connection = connect(place);
      MessageConsumer consumer =
          connection
              .getStreamContext(stream(from))
              .getConsumerContext(group.isEmpty() ? "workers" : group)
              .consume(
                  ConsumeOptions.builder()
                      .batchSize(place.number("nats.batch", BATCH))
                      .thresholdPercent(REFILL_PERCENT)
                      .build(),
                  message -> {
                    sink.message(ByteBuffer.wrap(message.getData()));
                    message.ack();
                  });
      return Closing.of(consumer::stop, () -> connection.flush(FLUSH), connection::close);
    }

    @Override
    public void drop(List<Destination> destinations) throws Exception {
      admin.jetStreamManagement().deleteStream(stream(destinations));
    }

    @Override
    public void close() throws IOException {
      Closing.of(admin::close).close();
    }
  }
}
