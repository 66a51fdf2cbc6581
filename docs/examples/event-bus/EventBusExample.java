import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Publishes, consumes and acks over the Vert.x TCP bridge: first as JSON, then as binary batches.
 * README.md beside it says how to run it.
 */
public final class EventBusExample implements AutoCloseable {
  private static final String TOPIC = "event-bus-example";
  private static final int MESSAGES = 3;

  /** Vert.x's own limit is 30 s: a long poll must be answered before its sender gives up. */
  private static final int WAIT_MS = 10_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final String token;
  private int requests;

  private EventBusExample(String host, int port, String token) throws IOException {
    this.socket = new Socket(host, port);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    this.token = token;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: EventBusExample HOST BRIDGE_PORT TOKEN");
      System.exit(2);
    }
    try (EventBusExample bus = new EventBusExample(args[0], Integer.parseInt(args[1]), args[2])) {
      bus.createTopic();
      bus.asJson();
      bus.asBinaryBatches();
      bus.refused();
    }
  }

  /** The same create again with the same content is no error, so this runs twice. */
  private void createTopic() throws IOException {
    ask("createTopic", new JsonObject().put("name", TOPIC).put("type", "Queue"));
  }

  private void asJson() throws IOException {
    for (int n = 1; n <= MESSAGES; n++) {
      JsonObject order = new JsonObject().put("order", n);
      Object stored =
          ask(
              "publish",
              new JsonObject().put("topicName", TOPIC).put("key", "customer-7").put("payload", order));
      System.out.println("json: published " + ((JsonObject) stored).getString("messageId"));
    }
    int acked = 0;
    while (acked < MESSAGES) {
      JsonObject pulled = (JsonObject) ask("consume", pull());
      for (Object each : pulled.getJsonArray("messages")) {
        JsonObject message = (JsonObject) each;
        System.out.println("json: consumed " + message.getValue("payload"));
        ask(
            "ack",
            new JsonObject()
                .put("messageId", message.getString("messageId"))
                .put("receipt", message.getString("receipt")));
        acked++;
      }
    }
    System.out.println("json: acked " + acked);
  }

  /** Parameters are headers here, as the body is the batch; bytes are base64 in a frame. */
  private void asBinaryBatches() throws IOException {
    List<ByteBuffer> records =
        IntStream.rangeClosed(1, MESSAGES)
            .mapToObj(n -> UTF_8.encode("{\"order\":" + n + "}"))
            .map(json -> new MessageBuilder().payload(Encoding.JSON, json).key("customer-7").build())
            .toList();
    JsonObject stored =
        (JsonObject)
            ask(
                "publishBatch",
                Base64.getUrlEncoder().encodeToString(BatchCodec.encodePublish(records)),
                new JsonObject().put("Content-Type", BatchCodec.MEDIA_TYPE).put("topicName", TOPIC));
    System.out.println("binary: published " + stored.getJsonArray("results").size());
    int acked = 0;
    while (acked < MESSAGES) {
      JsonObject accept = new JsonObject().put("Accept", BatchCodec.MEDIA_TYPE);
      String batch = (String) ask("consume", pull(), accept);
      JsonArray acks = new JsonArray();
      for (BatchCodec.Consumed each : consumed(batch)) {
        String payload = UTF_8.decode(each.message().payload()).toString();
        System.out.println("binary: consumed " + payload);
        acks.add(new JsonObject().put("messageId", each.messageId()).put("receipt", each.receipt()));
      }
      if (!acks.isEmpty()) {
        ask("ackBatch", new JsonObject().put("acks", acks));
        acked += acks.size();
      }
    }
    System.out.println("binary: acked " + acked);
  }

  /** No messages are no body. */
  private static List<BatchCodec.Consumed> consumed(String batch) {
    return batch == null
        ? List.of()
        : BatchCodec.decodeConsumed(Base64.getUrlDecoder().decode(batch));
  }

  private void refused() throws IOException {
    try {
      ask("getTopic", new JsonObject().put("name", "no-such-topic"));
      throw new IllegalStateException("getTopic: answered (expected: 404)");
    } catch (Refused expected) {
      System.out.println("refused: " + expected.status + " " + expected.problem.getString("code"));
    }
  }

  private static JsonObject pull() {
    return new JsonObject()
        .put("topicName", TOPIC)
        .put("limit", 10)
        .put("waitMs", WAIT_MS)
        .put("consumerId", "example-1");
  }

  private Object ask(String operation, Object body) throws IOException {
    return ask(operation, body, new JsonObject());
  }

  /** One request at a time, so the next frame is its answer. */
  private Object ask(String operation, Object body, JsonObject headers) throws IOException {
    String replyAddress = "reply-" + ++requests;
    JsonObject frame =
        new JsonObject()
            .put("type", "send")
            .put("address", "hotswap.v1." + operation)
            .put("replyAddress", replyAddress)
            .put("headers", headers.copy().put("Authorization", "Bearer " + token))
            .put("body", body);
    byte[] bytes = frame.encode().getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
    JsonObject answer = new JsonObject(new String(in.readNBytes(in.readInt()), UTF_8));
    if (answer.getString("type").equals("err")) {
      throw new Refused(answer.getInteger("failureCode", 0), answer.getString("message"));
    }
    return answer.getValue("body");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** An answer that is a failure: an HTTP status and a problem, or the event bus's own code. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient JsonObject problem;

    Refused(int status, String message) {
      super(status + " " + message);
      this.status = status;
      this.problem =
          message != null && message.startsWith("{") ? new JsonObject(message) : new JsonObject();
    }
  }
}
