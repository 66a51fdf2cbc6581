package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.http.Query;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Publish and publish-batch.
 *
 * @param payloadBytesMax bytes of one payload
 */
public record Publishing(BrokerPort broker, Retry retry, Clock clock, int payloadBytesMax) {
  private static final String LINES = "application/x-ndjson";

  public Map<String, Handler> handlers() {
    return Map.of("publish", this::publish, "publishBatch", this::publishBatch);
  }

  private Future<Void> publish(Call call) {
    MessageDecoder.Named message = PublishDecoder.one(call.body(), intake(call));
    String topic = call.allowed(message.topicName());
    Records records = Records.copyOf(List.of(message.record()));
    return retry
        .ask(() -> broker.publish(topic, records))
        .compose(
            stored -> call.json(201, out -> MessageViews.published(out, topic, stored.get(0))));
  }

  private Future<Void> publishBatch(Call call) {
    boolean partial = call.query().flag("partial");
    PublishDecoder.Batch batch = decode(call, partial);
    String topic = call.allowed(batch.topicName());
    checkSize(batch.records());
    // The topic must exist also when no item is left to be stored.
    Future<List<Published>> stored =
        batch.records().isEmpty()
            ? retry.ask(() -> broker.topic(topic)).map(List.of())
            : broker.publish(topic, Records.copyOf(batch.records()));
    int status = batch.refused().isEmpty() ? 201 : 207;
    return stored.compose(all -> call.json(status, out -> results(out, batch, all)));
  }

  /** Refuses more bytes than a batch may have. */
  static void checkSize(List<ByteBuffer> records) {
    long size =
        records.stream().mapToLong(one -> Records.LENGTH_BYTES + (long) one.remaining()).sum();
    if (size > Limits.BATCH_BYTES_MAX && records.size() > 1) {
      throw Problem.of(
          ErrorCode.PayloadTooLarge,
          "batch: " + size + " bytes (expected: at most " + Limits.BATCH_BYTES_MAX + ")");
    }
  }

  private PublishDecoder.Batch decode(Call call, boolean partial) {
    String type = call.contentType();
    String named = call.query().name("topicName").orElse(null);
    if (type.equals(LINES) || type.equals(BatchCodec.MEDIA_TYPE)) {
      if (named == null) {
        throw Query.bad("topicName", "missing (expected: the topic, with " + type + ")");
      }
      return type.equals(LINES)
          ? PublishDecoder.lines(named, call.body(), intake(call), partial)
          : PublishDecoder.records(named, call.body(), intake(call), partial);
    }
    if (named != null) {
      throw Query.bad("topicName", named + " (expected: in the body, with application/json)");
    }
    return PublishDecoder.batch(call.body(), intake(call), partial);
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
                    MessageViews.published(item, batch.topicName(), stored.get(next[0]++));
                  } else {
                    item.object("error", error -> Problems.fields(error, refused));
                  }
                }));
  }

  private Intake intake(Call call) {
    return new Intake(call.principal().subject(), clock.millis(), payloadBytesMax);
  }
}
