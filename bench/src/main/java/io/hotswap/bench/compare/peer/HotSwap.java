package io.hotswap.bench.compare.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.client.ClientOptions;
import io.hotswap.client.HotSwapClient;
import io.hotswap.client.OutgoingMessage;
import io.hotswap.client.Publisher;
import io.hotswap.client.PublisherOptions;
import io.hotswap.client.ReceivedMessage;
import io.hotswap.client.Subscriber;
import io.hotswap.client.SubscriberOptions;
import io.hotswap.load.Admin;
import io.hotswap.load.HttpConnection;
import io.hotswap.load.SwapOutcome;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * HotSwap over its Java client.
 *
 * @param store what its log is kept in: {@code postgres} or {@code redis} on a server of its own;
 *     empty for its own log
 */
public record HotSwap(String store) implements Peer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int WAIT_SECONDS = 60;
  private static final Duration BAKE = Duration.ofMillis(500);
  private static final Duration SWAP_MAX = Duration.ofMinutes(2);

  @Override
  public String name() {
    return store.isEmpty() ? "hotswap" : "hotswap-" + store;
  }

  @Override
  public String confirmMeans() {
    return switch (store) {
      case "postgres" -> "a transaction per commit group, synced";
      case "redis" -> "fdatasync per turn of the server's loop";
      default -> "fsync per commit group";
    };
  }

  @Override
  public String ackMeans() {
    return "ack per message, durable; neighbours travel as one range";
  }

  @Override
  public List<String> server() {
    return store.isEmpty() ? List.of("hotswap.sh") : List.of("hotswap.sh", store);
  }

  @Override
  public int port() {
    return 18_080;
  }

  @Override
  public Session open(Place place) throws Exception {
    return new Open(place);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private static final class Open implements Session, Swappable {
    private final Place place;
    private final URI url;
    private final String token;
    private final HotSwapClient client;

    Open(Place place) throws IOException {
      this.place = place;
      url = URI.create("http://127.0.0.1:" + place.port());
      token = Files.readString(place.folder().resolve("token")).strip();
      client = HotSwapClient.create(ClientOptions.of(url.toString(), token));
    }

    @Override
    public void create(List<Destination> destinations) throws IOException {
      int partitions = place.number("hotswap.partitions", destinations.size() > 1 ? 1 : 2);
      for (Destination one : destinations) {
        call(
            "POST",
            "/api/v1/topics",
            "{\"name\":\"%s\",\"type\":\"%s\",\"partitions\":%d}"
                .formatted(one.name(), one.isQueue() ? "Queue" : "PubSub", partitions));
      }
    }

    private String call(String method, String path, String body) throws IOException {
      // A connection each: a node closes those that idle, and there are minutes between calls.
      try (HttpConnection connection = new HttpConnection(url, token)) {
        HttpConnection.Answer answer =
            connection.call(method, path, body == null ? null : body.getBytes(UTF_8));
        if (!answer.good()) {
          throw new IOException(
              "%s %s: %d %s (expected: 2xx)"
                  .formatted(method, path, answer.status(), answer.body()));
        }
        return answer.body();
      }
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) throws Exception {
      PublisherOptions options =
          PublisherOptions.DEFAULT.withBatchesInFlight(
              place.number(
                  "hotswap.batches-in-flight", PublisherOptions.DEFAULT.batchesInFlight()));
      List<Publisher> publishers = new ArrayList<>();
      for (Destination one : to) {
        publishers.add(await(client.publisher(one.name(), options)));
      }
      return new Sender() {
        @Override
        public void send(int at, byte[] payload, long token) {
          publishers
              .get(at)
              .publish(OutgoingMessage.bytes(payload))
              .onComplete(
                  stored -> confirms.confirmed(token), failed -> confirms.failed(token, failed));
        }

        @Override
        public void close() throws IOException {
          Closing.of(publishers, one -> await(one.close())).close();
        }
      };
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink)
        throws Exception {
      SubscriberOptions options =
          (group.isEmpty() ? SubscriberOptions.QUEUE : SubscriberOptions.group(group))
              .withMaxInFlight(place.number("hotswap.max-in-flight", 5000));
      List<Subscriber> subscribers = new ArrayList<>();
      for (Destination one : from) {
        Subscriber subscriber = await(client.subscriber(one.name(), options));
        subscribers.add(subscriber.batchHandler(all -> settle(all, sink)));
      }
      return Closing.of(subscribers, one -> await(one.close()));
    }

    private static void settle(List<ReceivedMessage> all, Sink sink) {
      for (ReceivedMessage one : all) {
        sink.message(one.payload());
        one.ack();
      }
    }

    @Override
    public List<String> parts() {
      return List.of("broker", "gateway.rest");
    }

    @Override
    public SwapOutcome swap(String part) throws IOException {
      JsonNode plugin = JSON.readTree(call("GET", "/api/v1/plugins/" + part, null));
      try (Admin admin = new Admin(url, token)) {
        return admin.swap(part, otherVersion(plugin), BAKE, SWAP_MAX);
      }
    }

    private static String otherVersion(JsonNode plugin) throws IOException {
      for (JsonNode one : plugin.path("versions")) {
        String version = one.path("version").asText();
        if (!version.equals(plugin.path("active").asText())) {
          return version;
        }
      }
      throw new IOException("versions: %s (expected: one more)".formatted(plugin));
    }

    @Override
    public void drop(List<Destination> destinations) throws IOException {
      for (Destination one : destinations) {
        call("DELETE", "/api/v1/topics/" + one.name(), null);
      }
    }

    @Override
    public void close() throws IOException {
      Closing.of(() -> await(client.close())).close();
    }
  }
}
