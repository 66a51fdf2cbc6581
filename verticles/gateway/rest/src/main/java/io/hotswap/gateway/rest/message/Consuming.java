package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Query;
import io.hotswap.gateway.rest.http.Retry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Pulls, which wait in the kernel while there is nothing: see {@code Exchange.park}. */
public record Consuming(BrokerPort broker, Retry retry, int bytesMax) {
  private static final int LIMIT_DEFAULT = 10;
  private static final int CONSUMER_ID_MAX = 200;

  public Map<String, Handler> handlers() {
    return Map.of("consume", this::consume, "getMessage", this::message);
  }

  private Future<Void> consume(Call call) {
    String topic = call.topic("topic");
    Query query = call.query();
    int waitMillis = query.integer("waitMs", 0, 0, Limits.PULL_WAIT_MILLIS_MAX);
    ConsumeRequest request =
        new ConsumeRequest(
            topic,
            query.name("consumerGroup").orElse(null),
            query.name("consumerId").orElseGet(() -> consumerId(call)),
            query.integer("limit", LIMIT_DEFAULT, 1, Limits.BATCH_MESSAGES_MAX),
            bytesMax,
            query.oneOf("from", List.of("earliest", "latest"), "latest").equals("earliest"));
    return checkGroup(request)
        .compose(ok -> retry.ask(() -> broker.consume(request)))
        .compose(reply -> answer(call, request, waitMillis, reply));
  }

  /** A group may be left out only on a Queue. */
  private Future<Void> checkGroup(ConsumeRequest request) {
    if (request.group() != null) {
      return Future.succeededFuture();
    }
    return retry
        .ask(() -> broker.topic(request.topicName()))
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
    return call.json(
        200,
        out ->
            out.array(
                "messages",
                deliveries,
                (to, one) -> to.nested(m -> Views.delivery(m, request.topicName(), one))));
  }

  /** The client is gone: somebody else gets them now, not after their deadline. */
  private Future<Void> release(List<Delivery> deliveries) {
    List<Settlement> back =
        deliveries.stream()
            .map(
                one ->
                    Settlement.release(
                        new MessageId(one.topicUid(), one.partition(), one.offset()),
                        one.receipt()))
            .toList();
    return retry.ask(() -> broker.settle(back)).otherwiseEmpty().mapEmpty();
  }

  private Future<Void> message(Call call) {
    MessageId id = call.messageId();
    return retry
        .ask(() -> broker.message(id))
        .compose(
            state -> {
              call.allowed(state.topic().name());
              return call.json(200, out -> Views.state(out, state));
            });
  }

  /** One consumer per connection of a subject; the same each time a waiting pull is asked again. */
  private static String consumerId(Call call) {
    String id = call.principal().subject() + "@" + call.exchange().remoteAddress();
    return id.length() <= CONSUMER_ID_MAX ? id : id.substring(id.length() - CONSUMER_ID_MAX);
  }
}
