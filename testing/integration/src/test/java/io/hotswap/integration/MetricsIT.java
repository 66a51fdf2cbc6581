package io.hotswap.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.integration.LiveBroker.Got;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each thing that happens is counted under the name that dashboards know. */
class MetricsIT {
  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  /** The sum over all tags, -1 if there is no such meter. */
  private static double sum(String name) {
    double sum = -1;
    for (String line : BROKER.get("/metrics").asText().split("\n")) {
      String series = line.split(" ")[0];
      if (series.equals(name) || series.startsWith(name + "{")) {
        sum = Math.max(0, sum) + Double.parseDouble(line.substring(line.lastIndexOf(' ')));
      }
    }
    return sum;
  }

  private static void counted(String name, double least) {
    assertThat(sum(name)).as(name).isGreaterThanOrEqualTo(least);
  }

  @Test
  void everyFixedNameIsThereAndCounts() {
    String topic =
        BROKER.topic(
            "'type':'Queue','deliveryGuarantee':'ExactlyOnce','ackDeadline':'1s',"
                + "'maxDeliveries':2,'backoff':{'initial':'1ms','max':'1ms','jitter':0}");
    String key = "'payload':1,'idempotencyKey':'i'";
    BROKER.publish(topic, key);
    BROKER.publish(topic, key);
    BROKER.nack(BROKER.consumeOne(topic, ""), "'delay':'0s'");
    BROKER.nack(BROKER.consumeOne(topic, ""), "'class':'Critical'");
    BROKER.awaitDead(topic, 1);
    BROKER.expect(200, "POST", "/api/v1/topics/" + topic + "/dlq/replay", "{}");
    Got late = BROKER.consumeOne(topic, "");
    BROKER.awaitFigure(topic, "leased", 0);
    BROKER.stale("ack", late);
    BROKER.publish(topic, "'payload':'old','ttl':'1ms'");
    BROKER.awaitFigure(topic, "expired", 1);
    String filtered = BROKER.topic("'type':'PubSub','routingStrategy':'ContentBased'");
    BROKER.subscribe(filtered, "g", "'filter':{'jsonPath':'$.a'}");
    BROKER.publish(filtered, "'payload':{'b':1}");
    BROKER.publish(filtered, "'payload':{'a':1}");
    BROKER.subscribe(filtered, "all", "");
    BROKER.publish(filtered, "'payload':{'b':1}");
    BROKER.ack(BROKER.consumeOne(filtered, "consumerGroup=g"));
    BROKER.consume(filtered, "consumerGroup=g");

    counted("messages_published_total", 4);
    counted("messages_delivered_total", 4);
    counted("messages_failed_total", 3);
    counted("message_publish_duration_seconds_count", 4);
    counted("message_delivery_duration_seconds_count", 4);
    counted("messages_retries_total", 1);
    counted("messages_duplicates_total", 1);
    counted("messages_dead_letters_total", 1);
    counted("messages_replayed_total", 1);
    counted("messages_ack_timeouts_total", 1);
    counted("messages_critical_total", 1);
    counted("messages_expired_total", 1);
    counted("messages_unroutable_total", 1);
    counted("messages_filtered_total", 1);
    counted("message_filter_duration_seconds_count", 2);
    counted("routing_consumer_leases_count", 4);
    LiveBroker.soon("gauges").until(() -> sum("consumer_lag") >= 1 && sum("queue_depth") >= 1);
    assertThat(sum("invariants_broken_total")).isZero();
  }
}
