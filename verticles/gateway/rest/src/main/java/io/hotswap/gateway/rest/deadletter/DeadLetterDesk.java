package io.hotswap.gateway.rest.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.DeadLetters.Entry;
import io.hotswap.contracts.broker.DeadLetters.Query;
import io.hotswap.contracts.broker.DeadLetters.Replay;
import io.hotswap.contracts.broker.DeadLetters.Replayed;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.http.TreeBodies;
import io.hotswap.gateway.rest.json.Expected;
import io.hotswap.gateway.rest.json.JsonOut;
import io.hotswap.gateway.rest.json.Times;
import io.hotswap.gateway.rest.message.MessageViews;
import io.hotswap.gateway.rest.message.Outcomes;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Dead letters of a topic. */
public record DeadLetterDesk(BrokerPort broker, Retry retry, TreeBodies bodies) {
  private static final List<String> REASONS =
      Arrays.stream(DeadReason.values()).map(Enum::name).toList();

  public Map<String, Handler> handlers() {
    return Map.of(
        "listDeadLetters", this::list,
        "replayDeadLetters", this::replay,
        "replayDeadLetter", this::replayOne);
  }

  private Future<Void> list(Call call) {
    String topic = call.topic("name");
    String reason = call.query().oneOf("reason", REASONS, REASONS.get(0));
    Query query =
        new Query(
            call.query().name("consumerGroup").orElse(null),
            call.query().text("reason").isEmpty() ? null : DeadReason.valueOf(reason),
            time("query:from", call.query().text("from").orElse(null)),
            time("query:to", call.query().text("to").orElse(null)),
            List.of());
    String after = Page.after(call);
    int limit = Page.limit(call);
    return retry
        .ask(() -> broker.topic(topic))
        .compose(
            view ->
                retry
                    .ask(() -> broker.deadLetters(topic, query, after, limit))
                    .compose(
                        page ->
                            Page.cut(
                                call,
                                page.entries(),
                                page.next(),
                                (to, one) ->
                                    to.nested(e -> entry(e, view.deadLetterName(), one)))));
  }

  private static void entry(JsonOut out, String topicName, Entry one) throws IOException {
    out.field("messageId", one.id().toString()).field("topicName", topicName);
    MessageViews.content(out, one.record());
  }

  private static long time(String pointer, String text) {
    return text == null
        ? 0
        : Times.parse(text)
            .orElseThrow(
                () -> Problem.badRequest(pointer, text + " (expected: " + Expected.TIME + ")"));
  }

  private Future<Void> replay(Call call) {
    String topic = call.topic("name");
    return bodies
        .read(call)
        .compose(
            body -> {
              Replay replay = replay(body);
              // Not asked again: what it did before it failed would be done beyond its limit.
              return broker
                  .replay(topic, replay)
                  .compose(done -> answer(call, done, replay.dryRun()));
            });
  }

  private static Replay replay(JsonNode body) {
    String reason = body.path("reason").asText(null);
    Query query =
        new Query(
            body.path("consumerGroup").asText(null),
            reason == null ? null : DeadReason.valueOf(reason),
            time("/from", body.path("from").asText(null)),
            time("/to", body.path("to").asText(null)),
            ids(body.path("ids")));
    return new Replay(
        query,
        body.path("limit").asLong(0),
        body.path("ratePerSecond").asInt(0),
        body.path("dryRun").asBoolean());
  }

  private static List<MessageId> ids(JsonNode node) {
    List<MessageId> ids = new ArrayList<>();
    for (JsonNode one : node) {
      ids.add(
          MessageId.parse(one.asText())
              .orElseThrow(
                  () ->
                      Problem.badRequest(
                          "/ids/" + ids.size(),
                          one.asText() + " (expected: the id of a dead letter)")));
    }
    return ids;
  }

  private Future<Void> replayOne(Call call) {
    String topic = call.topic("name");
    MessageId id = call.messageId();
    Query query = new Query(null, null, 0, 0, List.of(id));
    return broker
        .replay(topic, new Replay(query, 1, 0, false))
        .compose(
            done -> {
              if (done.matched() == 0) {
                throw Outcomes.unknown(id.toString());
              }
              return answer(call, done, false);
            });
  }

  private static Future<Void> answer(Call call, Replayed done, boolean dryRun) {
    return call.json(
        200,
        out ->
            out.field("matched", done.matched())
                .field("replayed", done.replayed())
                .field("dryRun", dryRun)
                .array("messageIds", done.messageIds(), (to, id) -> to.string(id.toString())));
  }
}
