package io.hotswap.bench.compare.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka, {@code acks=all} on its one node.
 *
 * @param share whether consumers are share groups, which acknowledge each record, or consumer
 *     groups, which commit offsets after each poll
 * @param flush whether the server flushes after each message ({@code flush.messages=1})
 */
public record Kafka(boolean share, boolean flush) implements Peer {
  private static final long ADMIN_SECONDS = 120;
  private static final Duration CLOSE = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "kafka" + (flush ? "-flush" : "") + (share ? "-share" : "");
  }

  @Override
  public String confirmMeans() {
    return flush ? "fsync per appended batch" : "in the page cache, no fsync";
  }

  @Override
  public String ackMeans() {
    return share ? "acknowledge() per record, sent per poll" : "commitAsync() per poll";
  }

  @Override
  public List<String> server() {
    return List.of("kafka.sh", flush ? "flush" : "default");
  }

  @Override
  public int port() {
    return 18_092;
  }

  @Override
  public Session open(Place place) {
    String servers = "127.0.0.1:" + place.port();
    return new Open(place, share, servers, Admin.create(Map.of("bootstrap.servers", servers)));
  }

  private record Open(Place place, boolean share, String servers, Admin admin) implements Session {
    @Override
    public void create(List<Destination> destinations) throws Exception {
      int partitions = place.number("kafka.partitions", destinations.size() > 1 ? 1 : 2);
      List<NewTopic> topics =
          destinations.stream()
              .map(one -> new NewTopic(one.name(), partitions, (short) 1))
              .toList();
      admin.createTopics(topics).all().get(ADMIN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) {
      Map<String, Object> settings =
          Map.of(
              "bootstrap.servers",
              servers,
              "acks",
              "all",
              "linger.ms",
              place.number("kafka.linger-ms", 0),
              "batch.size",
              place.number("kafka.batch-bytes", 16_384));
      KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      // Otherwise the first send to each waits for what this asks.
      to.forEach(one -> producer.partitionsFor(one.name()));
      return new Sender() {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // The callback hears the same.
        public void send(int at, byte[] payload, long token) {
          producer.send(
              new ProducerRecord<>(to.get(at).name(), payload),
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
          Closing.of(() -> producer.close(CLOSE)).close();
        }
      };
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink)
        throws Exception {
      List<String> topics = from.stream().map(Destination::name).toList();
      String id = topics.get(0) + "-" + group;
      return share
          ? KafkaReceivers.share(admin, servers, id, topics, sink)
          : KafkaReceivers.group(servers, id, topics, sink);
    }

    @Override
    public void drop(List<Destination> destinations) throws Exception {
      List<String> names = destinations.stream().map(Destination::name).toList();
      admin.deleteTopics(names).all().get(ADMIN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      Closing.of(() -> admin.close(CLOSE)).close();
    }
  }
}
