package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.history.Promises;
import io.hotswap.history.Promises.Guarantee;
import io.hotswap.load.Admin;
import io.hotswap.load.Behaviour;
import io.hotswap.load.Report;
import io.hotswap.load.SwapOutcome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every plugin that can be swapped is, to its next version and back, while real events flow through
 * topics of every strategy and guarantee; clients notice nothing.
 */
class EverySwapIT {
  private static final Duration SWAP_MAX = Duration.ofSeconds(60);
  private static final double NACKS = 0.05;
  private static final int RATE = 60;
  private static final String KAFKA = "apache/kafka";
  private static final List<String> POLICIES =
      List.of(
          "routing.direct",
          "routing.fan-out",
          "routing.load-balanced",
          "routing.priority",
          "routing.content-based",
          "delivery.at-most-once",
          "delivery.at-least-once",
          "delivery.exactly-once",
          "dead-letter");

  @TempDir Path home;

  @Test
  void everyPluginIsSwappedAndRolledBackUnderLoad() throws Exception {
    try (NodeProcess node = NodeProcess.started(home);
        Admin admin = new Admin(URI.create(node.url()), node.token())) {
      List<Flow> flows = open(node, admin);
      swapAll(admin, flows, POLICIES);
      swapAll(admin, flows, List.of("gateway.rest", "broker"));
      for (Flow flow : flows) {
        flow.seamless(admin);
      }
    }
  }

  @Test
  void streamsAndWebhooksSurviveSwaps() throws Exception {
    Behaviour behaviour =
        Behaviour.PLAIN
            .withGroups(List.of("pull"))
            .watching(List.of("hook", "sse", "ws"))
            .nacking(NACKS, 0);
    try (NodeProcess node = NodeProcess.started(home);
        Admin admin = new Admin(URI.create(node.url()), node.token())) {
      Api api = Api.of(node);
      CompletableFuture<Flow> flow = new CompletableFuture<>();
      try (Webhook hook = new Webhook(NACKS, event -> flow.join().run().saw("hook", event))) {
        admin.createTopic(
            "{\"name\":\"s\",\"type\":\"PubSub\",\"partitions\":2,"
                + "\"backoff\":{\"initial\":\"20ms\"}}");
        for (String group : List.of("pull", "sse", "ws")) {
          admin.createSubscription("{\"topicName\":\"s\",\"consumerGroup\":\"" + group + "\"}");
        }
        admin.createSubscription(
            "{\"topicName\":\"s\",\"consumerGroup\":\"hook\",\"consumerEndpoint\":\""
                + hook.url()
                + "\"}");
        flow.complete(Flow.begin(node, "s", 2, RATE, behaviour));
        try (StreamReader sse =
                new StreamReader(api, "s", "sse", event -> flow.join().run().saw("sse", event));
            SocketReader socket =
                new SocketReader(
                    api, "s", "ws", NACKS, event -> flow.join().run().saw("ws", event))) {
          swapAll(admin, List.of(flow.join()), List.of("push", "gateway.rest", "broker"));
          assertThat(sse.ended()).as("event stream").isEmpty();
          assertThat(socket.ended()).as("WebSocket").isEmpty();
          Report report = flow.join().seamless(admin);
          assertThat(report.groups()).containsOnlyKeys("pull", "hook", "sse", "ws");
        }
      }
    }
  }

  private static List<Flow> open(NodeProcess node, Admin admin) throws Exception {
    Behaviour nacking = Behaviour.PLAIN.nacking(NACKS, 0);
    List<Flow> flows = new ArrayList<>();
    flows.add(
        Flow.open(
            node,
            admin,
            "balanced",
            queue("LoadBalanced", 4),
            8,
            2 * RATE,
            Behaviour.PLAIN.nacking(NACKS, 0.01)));
    flows.add(Flow.open(node, admin, "direct", queue("Direct", 1), 2, RATE, nacking));
    flows.add(Flow.open(node, admin, "priority", queue("Priority", 1), 2, RATE, nacking));
    flows.add(
        Flow.open(
            node,
            admin,
            "once",
            queue("LoadBalanced", 2) + ",\"deliveryGuarantee\":\"ExactlyOnce\"",
            2,
            RATE,
            nacking.repeating(0.1).promised(Promises.of(Guarantee.EXACTLY_ONCE))));
    flows.add(
        Flow.open(
            node,
            admin,
            "most",
            queue("LoadBalanced", 2) + ",\"deliveryGuarantee\":\"AtMostOnce\"",
            // Handing over settles, so that only one consumer can see the order of a key.
            1,
            RATE,
            Behaviour.PLAIN.promised(Promises.of(Guarantee.AT_MOST_ONCE))));
    flows.add(
        Flow.open(
            node,
            admin,
            "later",
            queue("LoadBalanced", 2),
            2,
            RATE,
            nacking.delaying(0.2, Duration.ofMillis(300))));
    flows.add(fanOut(node, admin, nacking));
    flows.add(filtered(node, admin, nacking));
    return flows;
  }

  private static Flow fanOut(NodeProcess node, Admin admin, Behaviour behaviour) throws Exception {
    admin.createTopic(
        "{\"name\":\"fan\",\"type\":\"PubSub\",\"partitions\":2,"
            + "\"backoff\":{\"initial\":\"20ms\"}}");
    for (String group : List.of("a", "b")) {
      admin.createSubscription("{\"topicName\":\"fan\",\"consumerGroup\":\"" + group + "\"}");
    }
    return Flow.begin(node, "fan", 2, RATE, behaviour.withGroups(List.of("a", "b")));
  }

  private static Flow filtered(NodeProcess node, Admin admin, Behaviour behaviour)
      throws Exception {
    admin.createTopic(
        "{\"name\":\"content\",\"type\":\"PubSub\",\"partitions\":2,"
            + "\"routingStrategy\":\"ContentBased\",\"backoff\":{\"initial\":\"20ms\"}}");
    admin.createSubscription(
        "{\"topicName\":\"content\",\"consumerGroup\":\"kafka\","
            + "\"filter\":{\"jsonPath\":\"$[?@ == '"
            + KAFKA
            + "']\"}}");
    Promises promises =
        Promises.of(Guarantee.AT_LEAST_ONCE).filtered(event -> KAFKA.equals(event.key()));
    return Flow.begin(
        node, "content", 2, RATE, behaviour.withGroups(List.of("kafka")).promised(promises));
  }

  private static String queue(String strategy, int partitions) {
    return "\"type\":\"Queue\",\"ordering\":\"Key\",\"routingStrategy\":\"%s\",\"partitions\":%d"
        .formatted(strategy, partitions);
  }

  private static void swapAll(Admin admin, List<Flow> flows, List<String> plugins)
      throws Exception {
    flows.forEach(flow -> flow.awaitMore(20));
    for (String plugin : plugins) {
      assertThat(admin.activeVersion(plugin)).isEqualTo("1.0.0");
      SwapOutcome outcome =
          admin.swapAndBack(
              plugin, "1.1.0", SWAP_MAX, () -> flows.forEach(flow -> flow.awaitMore(20)));
      assertThat(outcome.state()).as(Report.describe(outcome)).isEqualTo("RolledBack");
      assertThat(outcome.error()).contains("on request");
      assertThat(admin.activeVersion(plugin)).isEqualTo("1.0.0");
      flows.forEach(flow -> flow.awaitMore(20));
    }
  }
}
