package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Query;
import io.hotswap.gateway.rest.http.Retry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/** Pulls, which wait in the kernel while there is nothing: see {@code Exchange.park}. */
public record Consuming(BrokerPort broker, Retry retry, int bytesMax) {
  private static final int LIMIT_DEFAULT = 10;
  private static final int CONSUMER_ID_MAX = 200;
  private static final int CAPACITY_MAX = 1_000_000;

  public Map<String, Handler> handlers() {
    return Map.of("consume", this::consume);
  }

  private Future<Void> consume(Call call) {
    String topic = call.topic("topicName");
    Query query = call.query();
    int waitMillis = query.integer("waitMs", 0, 0, Limits.PULL_WAIT_MILLIS_MAX);
    ConsumeRequest request =
        new ConsumeRequest(
            topic,
            query.name("consumerGroup").orElse(null),
            query.name("consumerId").orElseGet(() -> consumerId(call)),
            query.integer("limit", LIMIT_DEFAULT, 1, Limits.BATCH_MESSAGES_MAX),
            bytesMax,
            query.oneOf("from", List.of("earliest", "latest"), "latest").equals("earliest"),
            query.integer("capacity", Integer.MAX_VALUE, 1, CAPACITY_MAX));
    return checkGroup(broker, retry, topic, request.group())
        .compose(ok -> retry.ask(() -> broker.consume(request)))
        .compose(reply -> answer(call, request, waitMillis, reply));
  }

  /** A group may be left out only on a Queue. */
  public static Future<Void> checkGroup(
      BrokerPort broker, Retry retry, String topicName, String group) {
    if (group != null) {
      return Future.succeededFuture();
    }
    return retry
        .ask(() -> broker.topic(topicName))
        .map(
            topic -> {
              if (topic.settings().type() == TopicType.PubSub) {
                throw Query.bad("consumerGroup", "missing (expected: a name, for a PubSub topic)");
              }
              return null;
            });
  }

  private Future<Void> answer(
      Call call, ConsumeRequest request, int waitMillis, ConsumeReply reply) {
    List<Delivery> deliveries = reply.deliveries();
    if (deliveries.isEmpty() && call.exchange().ageMillis() < waitMillis) {
      call.exchange().park(reply.waitKey(), waitMillis, "");
      return Future.succeededFuture();
    }
    if (!deliveries.isEmpty() && call.exchange().closed()) {
      return release(deliveries);
    }
    if (call.takes(BatchCodec.MEDIA_TYPE)) {
      return call.bytes(BatchCodec.MEDIA_TYPE, Buffer.buffer(binary(deliveries)));
    }
    return call.json(
        200,
        out ->
            out.array(
                "messages",
                deliveries,
                (to, one) -> to.nested(m -> MessageViews.delivery(m, request.topicName(), one))));
  }

  private static byte[] binary(List<Delivery> deliveries) {
    return BatchCodec.encodeConsumed(
        deliveries.stream()
            .map(
                one ->
                    new BatchCodec.Consumed(
                        one.id().toString(),
                        one.receipt() == null ? null : one.receipt().toString(),
                        one.partition(),
                        one.offset(),
                        one.attempt(),
                        one.deadlineMillis(),
                        one.record()))
            .toList());
  }

  /** The client is gone: somebody else gets them now, not after their deadline. */
  private Future<Void> release(List<Delivery> deliveries) {
    List<Settlement> back =
        deliveries.stream()
            .filter(one -> one.receipt() != null)
            .map(one -> Settlement.release(one.id(), one.receipt()))
            .toList();
    return back.isEmpty()
        ? Future.succeededFuture()
        : retry.ask(() -> broker.settle(back)).otherwiseEmpty().mapEmpty();
  }

  /** One consumer per connection of a subject; the same each time a waiting pull is asked again. */
  private static String consumerId(Call call) {
    String id = call.principal().subject() + "@" + call.exchange().remoteAddress();
    return id.length() <= CONSUMER_ID_MAX ? id : id.substring(id.length() - CONSUMER_ID_MAX);
  }
}
