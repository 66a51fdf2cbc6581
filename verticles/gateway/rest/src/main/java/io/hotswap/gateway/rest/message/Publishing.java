package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.http.Query;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Publish and publish-batch. */
public record Publishing(BrokerPort broker, Retry retry) {

  public Map<String, Handler> handlers() {
    return Map.of("publish", this::publish, "publishBatch", this::publishBatch);
  }

  private Future<Void> publish(Call call) {
    MessageDecoder.Named message = PublishDecoder.one(call.body(), producer(call));
    String topic = call.allowed(message.topicName());
    Records records = Records.copyOf(List.of(message.record()));
    return retry
        .ask(() -> broker.publish(topic, records))
        .compose(stored -> call.json(201, out -> Views.published(out, topic, stored.get(0))));
  }

  private Future<Void> publishBatch(Call call) {
    boolean partial = call.query().flag("partial");
    PublishDecoder.Batch batch = decode(call, partial);
    String topic = call.allowed(batch.topicName());
    Records records = Records.copyOf(batch.records());
    if (records.size() > Limits.BATCH_BYTES_MAX) {
      throw Problem.of(
          ErrorCode.PayloadTooLarge,
          "batch: " + records.size() + " bytes (expected: at most " + Limits.BATCH_BYTES_MAX + ")");
    }
    // The topic must exist also when no item is left to be stored.
    Future<List<Published>> stored =
        records.count() == 0
            ? retry.ask(() -> broker.topic(topic)).map(List.of())
            : broker.publish(topic, records);
    int status = batch.refused().isEmpty() ? 201 : 207;
    return stored.compose(all -> call.json(status, out -> results(out, batch, all)));
  }

  private static PublishDecoder.Batch decode(Call call, boolean partial) {
    String named = call.query().name("topicName").orElse(null);
    if (call.contentType().equals("application/x-ndjson")) {
      if (named == null) {
        throw Query.bad("topicName", "missing (expected: the topic, with application/x-ndjson)");
      }
      return PublishDecoder.lines(named, call.body(), producer(call), partial);
    }
    if (named != null) {
      throw Query.bad("topicName", named + " (expected: in the body, with application/json)");
    }
    return PublishDecoder.batch(call.body(), producer(call), partial);
  }

  private static void results(JsonOut out, PublishDecoder.Batch batch, List<Published> stored)
      throws IOException {
    int[] next = {0};
    List<Integer> indexes = IntStream.range(0, batch.count()).boxed().toList();
    out.array(
        "results",
        indexes,
        (to, index) ->
            to.nested(
                item -> {
                  item.field("index", index);
                  Problem refused = batch.refused().get(index);
                  if (refused == null) {
                    Views.published(item, batch.topicName(), stored.get(next[0]++));
                  } else {
                    item.object("error", error -> Problems.fields(error, refused));
                  }
                }));
  }

  private static String producer(Call call) {
    return call.principal().subject();
  }
}
