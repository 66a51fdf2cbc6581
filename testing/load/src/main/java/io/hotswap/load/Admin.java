package io.hotswap.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The few admin requests that a run needs, on a connection of their own. */
public final class Admin implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long POLL_NANOS = 20_000_000;

  private final HttpConnection connection;

  public Admin(URI base, String token) throws IOException {
    connection = new HttpConnection(base, token);
  }

  /** A topic by its settings, as the API document has them. */
  public void createTopic(String settings) throws IOException {
    call("POST", "/api/v1/topics", settings);
  }

  /** A queue whose keys keep their order; one that exists already with these settings is fine. */
  public void createQueue(String topic, int partitions) throws IOException {
    String body =
        JSON.createObjectNode()
            .put("name", topic)
            .put("type", "Queue")
            .put("ordering", "Key")
            .put("partitions", partitions)
            .toString();
    call("POST", "/api/v1/topics", body);
  }

  /** Version of a plugin that serves now. */
  public String activeVersion(String plugin) throws IOException {
    return call("GET", "/api/v1/plugins/" + plugin, null).path("active").asText();
  }

  /** A subscription by its settings. */
  public void createSubscription(String settings) throws IOException {
    call("POST", "/api/v1/subscriptions", settings);
  }

  /** The metrics of a topic as the node has them. */
  public JsonNode metrics(String topic) throws IOException {
    return call("GET", "/api/v1/topics/" + topic + "/metrics", null);
  }

  /** Swaps, goes back once {@code meanwhile} is over and the old version stands by, and waits. */
  public SwapOutcome swapAndBack(String plugin, String version, Duration most, Runnable meanwhile)
      throws IOException {
    String body = JSON.createObjectNode().put("version", version).put("bake", "10m").toString();
    long started = System.nanoTime();
    JsonNode swap = call("POST", "/api/v1/plugins/" + plugin + "/swap", body);
    await(swap, state -> !state.equals("Running"), started, most);
    meanwhile.run();
    call("POST", "/api/v1/plugins/" + plugin + "/rollback", "{}");
    return SwapOutcome.of(await(swap, Admin::ended, started, most), System.nanoTime() - started);
  }

  /** Swaps and waits for the end, good or bad. */
  public SwapOutcome swap(String plugin, String version, Duration bake, Duration most)
      throws IOException {
    String body =
        JSON.createObjectNode()
            .put("version", version)
            .put("bake", bake.toMillis() + "ms")
            .toString();
    long started = System.nanoTime();
    JsonNode swap = call("POST", "/api/v1/plugins/" + plugin + "/swap", body);
    return SwapOutcome.of(await(swap, Admin::ended, started, most), System.nanoTime() - started);
  }

  private JsonNode await(JsonNode first, Predicate<String> wanted, long started, Duration most)
      throws IOException {
    String id = first.path("id").asText();
    JsonNode swap = first;
    while (!wanted.test(swap.path("state").asText())) {
      if (System.nanoTime() - started > most.toNanos()) {
        throw new IOException(
            "swap %s: %s (expected: an end in %s)"
                .formatted(id, swap.path("state").asText(), most));
      }
      LockSupport.parkNanos(POLL_NANOS);
      swap = call("GET", "/api/v1/swaps/" + id, null);
    }
    return swap;
  }

  private static boolean ended(String state) {
    return !state.equals("Running") && !state.equals("Baking");
  }

  JsonNode call(String method, String path, String body) throws IOException {
    byte[] bytes = body == null ? null : body.getBytes(UTF_8);
    HttpConnection.Answer answer = connection.call(method, path, bytes);
    if (!answer.good()) {
      throw new IOException(
          "%s %s: %d %s (expected: 2xx)".formatted(method, path, answer.status(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
