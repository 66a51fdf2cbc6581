import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x application that joins the cluster of the nodes and uses HotSwap over the clustered event
 * bus: it publishes, pulls and acks, and is pushed to. README.md beside it says how to run it.
 */
public final class ClusteredClientExample {
  private static final String TOPIC = "clustered-client-example";
  private static final String INBOX = "clustered-client-example.inbox";
  private static final int MESSAGES = 3;
  private static final int WAIT_SECONDS = 60;

  /** A long poll must be answered before its sender gives up, which it does after 30 s. */
  private static final int WAIT_MS = 10_000;

  private final Vertx vertx;
  private final String token;

  private ClusteredClientExample(Vertx vertx, String token) {
    this.vertx = vertx;
    this.token = token;
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 4) {
      System.err.println("usage: ClusteredClientExample OWN_ADDRESS CLUSTER_NAME NODES TOKEN");
      System.exit(2);
    }
    Vertx vertx = await(join(args[0], args[1], List.of(args[2].split(","))));
    try {
      ClusteredClientExample client = new ClusteredClientExample(vertx, args[3]);
      CountDownLatch pushed = client.listen();
      client.prepare();
      client.publish();
      client.pull();
      if (!pushed.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(pushed.getCount() + " messages were not pushed");
      }
      client.refused();
    } finally {
      await(vertx.close());
    }
  }

  /**
   * As a member without data, so that its coming and going moves nothing.
   *
   * @param own address of this machine that the nodes reach
   * @param nodes host:port, the {@code cluster.port} of some of them
   */
  private static Future<Vertx> join(String own, String name, List<String> nodes) {
    Config config = ConfigUtil.loadConfig();
    config.setClusterName(name).setLiteMember(true);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    // As the nodes have it: members notice within seconds that one is gone.
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "4");
    // One that came before the nodes finds them.
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    NetworkConfig network = config.getNetworkConfig();
    network.getInterfaces().setEnabled(true).addInterface(own);
    network.setPort(5901).setPortAutoIncrement(true);
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(nodes);
    return Vertx.builder()
        .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost(own)))
        .withClusterManager(new HazelcastClusterManager(config))
        .buildClustered();
  }

  /** What is pushed comes from whichever node has the message; a reply is the ack. */
  private CountDownLatch listen() throws Exception {
    CountDownLatch expected = new CountDownLatch(MESSAGES);
    await(
        vertx
            .eventBus()
            .<JsonObject>consumer(
                INBOX,
                message -> {
                  System.out.println("pushed " + message.body().getValue("payload"));
                  message.reply(null);
                  expected.countDown();
                })
            .completion());
    return expected;
  }

  /** The same create again with the same content is no error, so this runs twice. */
  private void prepare() throws Exception {
    ask("createTopic", new JsonObject().put("name", TOPIC).put("type", "PubSub"));
    JsonObject group = new JsonObject().put("topicName", TOPIC);
    ask("createSubscription", group.copy().put("consumerGroup", "pulling").put("type", "Pull"));
    ask(
        "createSubscription",
        group
            .copy()
            .put("consumerGroup", "pushed")
            .put("type", "Push")
            .put("consumerEndpoint", "event-bus:" + INBOX));
  }

  private void publish() throws Exception {
    for (int n = 1; n <= MESSAGES; n++) {
      JsonObject stored =
          ask(
              "publish",
              new JsonObject()
                  .put("topicName", TOPIC)
                  .put("key", "customer-7")
                  .put("payload", new JsonObject().put("order", n)));
      System.out.println("published " + stored.getString("messageId"));
    }
  }

  private void pull() throws Exception {
    int acked = 0;
    while (acked < MESSAGES) {
      JsonArray messages =
          ask(
                  "consume",
                  new JsonObject()
                      .put("topicName", TOPIC)
                      .put("consumerGroup", "pulling")
                      .put("limit", 10)
                      .put("waitMs", WAIT_MS))
              .getJsonArray("messages");
      for (Object each : messages) {
        JsonObject message = (JsonObject) each;
        System.out.println("consumed " + message.getValue("payload"));
        ask(
            "ack",
            new JsonObject()
                .put("messageId", message.getString("messageId"))
                .put("receipt", message.getString("receipt")));
        acked++;
      }
    }
    System.out.println("acked " + acked);
  }

  private void refused() throws Exception {
    try {
      ask("getTopic", new JsonObject().put("name", "no-such-topic"));
      throw new IllegalStateException("getTopic: answered (expected: 404)");
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof ReplyException refusal)) {
        throw failed;
      }
      String code = new JsonObject(refusal.getMessage()).getString("code");
      System.out.println("refused: " + refusal.failureCode() + " " + code);
    }
  }

  /** Any node answers; it asks the one that owns the shard. */
  private JsonObject ask(String operation, JsonObject body) throws Exception {
    DeliveryOptions options =
        new DeliveryOptions()
            .addHeader("Authorization", "Bearer " + token)
            .setSendTimeout(WAIT_MS + 10_000);
    return await(
        vertx
            .eventBus()
            .<JsonObject>request("hotswap.v1." + operation, body, options)
            .map(reply -> reply.body()));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
  }
}
