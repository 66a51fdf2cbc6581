package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ack, nack, release, extend and ack-batch. */
public record Settling(BrokerPort broker, Retry retry) {

  public Map<String, Handler> handlers() {
    return Map.of(
        "ack", call -> settle(call, Kind.ACK),
        "nack", call -> settle(call, Kind.NACK),
        "release", call -> settle(call, Kind.RELEASE),
        "extend", call -> settle(call, Kind.EXTEND),
        "ackBatch", this::batch);
  }

  private Future<Void> settle(Call call, Kind kind) {
    MessageId id = call.messageId();
    Settlement settlement = SettleDecoder.one(kind, id, call.body());
    return call.checkRights(retry, broker, id)
        .compose(ok -> retry.ask(() -> broker.settle(List.of(settlement))))
        .compose(outcomes -> Outcomes.problem(broker, retry, outcomes.get(0), id))
        .compose(
            refused -> refused.<Future<Void>>map(Future::failedFuture).orElseGet(call::noContent));
  }

  private Future<Void> batch(Call call) {
    List<SettleDecoder.Item> items = SettleDecoder.batch(call.body());
    return topicProblems(call, items)
        .compose(
            byTopic -> {
              Problem[] refused = new Problem[items.size()];
              List<Settlement> asked = new ArrayList<>();
              List<Integer> indexes = new ArrayList<>();
              for (int i = 0; i < refused.length; i++) {
                SettleDecoder.Item item = items.get(i);
                refused[i] = refusal(item, byTopic);
                if (refused[i] == null) {
                  asked.add(Settlement.ack(item.id().get(), item.receipt()));
                  indexes.add(i);
                }
              }
              return ask(asked)
                  .compose(outcomes -> Outcomes.problems(broker, retry, outcomes, asked))
                  .compose(
                      problems -> {
                        for (int i = 0; i < problems.size(); i++) {
                          refused[indexes.get(i)] = problems.get(i).orElse(null);
                        }
                        return call.json(200, out -> results(out, items, refused));
                      });
            });
  }

  /** Why an item is not asked for at all, or null; what the caller may not see is told nothing. */
  private static Problem refusal(SettleDecoder.Item item, Map<Long, Problem> byTopic) {
    if (item.id().isEmpty()) {
      return Outcomes.unknown(item.messageId());
    }
    Problem ofTopic = byTopic.get(item.id().get().topicUid());
    return ofTopic == null ? item.refused() : ofTopic;
  }

  private Future<List<Outcome>> ask(List<Settlement> settlements) {
    return settlements.isEmpty()
        ? Future.succeededFuture(List.of())
        : retry.ask(() -> broker.settle(settlements));
  }

  /** What keeps a narrowed caller from the topics of a batch; a topic that is fine is not in it. */
  private Future<Map<Long, Problem>> topicProblems(Call call, List<SettleDecoder.Item> items) {
    Map<Long, Problem> problems = new HashMap<>();
    if (!call.narrowed()) {
      return Future.succeededFuture(problems);
    }
    Map<Long, MessageId> topics = new HashMap<>();
    items.forEach(item -> item.id().ifPresent(id -> topics.putIfAbsent(id.topicUid(), id)));
    List<Future<Void>> checks = new ArrayList<>();
    topics.forEach(
        (uid, id) ->
            checks.add(
                call.checkRights(retry, broker, id)
                    .recover(
                        error -> {
                          if (error instanceof Problem problem && problem.code().status() < 500) {
                            problems.put(uid, problem);
                            return Future.succeededFuture();
                          }
                          return Future.failedFuture(error);
                        })));
    return Future.all(checks).map(problems);
  }

  private static void results(JsonOut out, List<SettleDecoder.Item> items, Problem[] refused)
      throws IOException {
    int[] next = {0};
    out.array(
        "results",
        items,
        (to, item) ->
            to.nested(
                fields -> {
                  int index = next[0]++;
                  fields.field("index", index).field("messageId", item.messageId());
                  if (refused[index] == null) {
                    fields.field("status", "Acked");
                  } else {
                    fields.object("error", error -> Problems.fields(error, refused[index]));
                  }
                }));
  }
}
