package io.hotswap.gateway.rest.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.http.Problems;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.json.Expected;
import io.hotswap.gateway.rest.json.JsonTree;
import io.hotswap.gateway.rest.message.Outcomes;
import io.hotswap.gateway.rest.message.SettleDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a WebSocket's client says: settlements, which are answered each, and credit. */
record Frames(BrokerPort broker, Retry retry) {
  private static final Map<String, Kind> KINDS =
      Map.of("ack", Kind.ACK, "nack", Kind.NACK, "release", Kind.RELEASE, "extend", Kind.EXTEND);
  private static final List<String> TYPES = List.of("ack", "nack", "release", "extend", "credit");
  private static final int CREDIT_MAX = 1_000_000_000;

  /**
   * One frame as read.
   *
   * @param settlement null for credit and for a frame that is refused
   * @param problem why it is refused, or null
   */
  private record Said(
      String type, String messageId, Settlement settlement, int credit, Problem problem) {}

  /** Does what the frames say and writes the results, in order; returns credit. */
  Future<Long> take(List<Buffer> frames, long topicUid, Pipe pipe) {
    List<Said> said = frames.stream().map(frame -> read(frame, topicUid)).toList();
    long credits = said.stream().mapToLong(Said::credit).sum();
    return settle(said.stream().map(Said::settlement).filter(one -> one != null).toList())
        .map(
            outcomes -> {
              int next = 0;
              for (Said one : said) {
                Problem refused = one.problem();
                if (one.settlement() != null) {
                  refused = outcomes.get(next++).orElse(null);
                }
                answer(pipe, one, refused);
              }
              return credits;
            });
  }

  private Said read(Buffer frame, long topicUid) {
    String type = null;
    String id = null;
    try {
      JsonNode tree = JsonTree.read(frame.getBytes());
      if (!(tree instanceof ObjectNode fields)) {
        throw Problem.badRequest("", "no object (expected: an object with type)");
      }
      type = fields.path("type").asText("");
      id = fields.path("messageId").asText("");
      fields.remove("type");
      if (type.equals("credit")) {
        return new Said(type, null, null, credit(fields), null);
      }
      fields.remove("messageId");
      return new Said(type, id, settlement(type, id, fields, topicUid), 0, null);
    } catch (Problem refused) {
      return new Said(type, id, null, 0, refused);
    }
  }

  private static int credit(ObjectNode fields) {
    JsonNode n = fields.path("n");
    if (!n.isIntegralNumber()
        || !n.canConvertToInt()
        || n.asInt() < 1
        || n.asInt() > CREDIT_MAX
        || fields.size() > 1) {
      throw Problem.badRequest("/n", n + " (expected: an integer, 1.." + CREDIT_MAX + ")");
    }
    return n.asInt();
  }

  /** A stream settles what it delivers: messages of other topics do not exist for it. */
  private static Settlement settlement(String type, String id, ObjectNode fields, long topicUid) {
    Kind kind = KINDS.get(type);
    if (kind == null) {
      throw Problem.badRequest("/type", type + " (expected: " + Expected.oneOf(TYPES) + ")");
    }
    MessageId message =
        MessageId.parse(id)
            .filter(one -> one.topicUid() == topicUid)
            .orElseThrow(() -> Outcomes.unknown(id));
    return SettleDecoder.one(kind, message, fields.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What refused each, one after the other as they were said. */
  private Future<List<Optional<Problem>>> settle(List<Settlement> asked) {
    if (asked.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    int cut = afterReturns(asked);
    return command(asked.subList(0, cut))
        .compose(
            first ->
                settle(asked.subList(cut, asked.size()))
                    .map(
                        rest -> {
                          List<Optional<Problem>> all = new ArrayList<>(first);
                          all.addAll(rest);
                          return all;
                        }));
  }

  /**
   * Where the first command ends. One command is judged by the state before it, but a message given
   * back makes the later receipts of its run stale: what is said after it must find it done.
   */
  private static int afterReturns(List<Settlement> asked) {
    boolean returned = false;
    for (int i = 0; i < asked.size(); i++) {
      Kind kind = asked.get(i).kind();
      boolean returns = kind == Kind.NACK || kind == Kind.RELEASE;
      if (returned && !returns) {
        return i;
      }
      returned |= returns;
    }
    return asked.size();
  }

  /** When nothing could be asked, all are refused for that reason. */
  private Future<List<Optional<Problem>>> command(List<Settlement> asked) {
    return retry
        .ask(() -> broker.settle(asked))
        .compose(outcomes -> Outcomes.problems(broker, retry, outcomes, asked))
        .recover(
            error -> {
              if (!(error instanceof Problem problem)) {
                return Future.failedFuture(error);
              }
              List<Optional<Problem>> all = new ArrayList<>();
              asked.forEach(one -> all.add(Optional.of(problem)));
              return Future.succeededFuture(all);
            });
  }

  private static void answer(Pipe pipe, Said one, Problem refused) {
    if (refused == null && "credit".equals(one.type())) {
      return;
    }
    pipe.frame(
        out -> {
          out.field("type", "result")
              .optional("of", one.type())
              .optional("messageId", one.messageId())
              .field("status", refused == null ? status(one.type()) : "Refused");
          if (refused != null) {
            out.object("error", error -> Problems.fields(error, refused));
          }
        });
  }

  /** {@code ack} is {@code Acked}. */
  private static String status(String type) {
    String past = type.endsWith("e") ? type + "d" : type + "ed";
    return past.substring(0, 1).toUpperCase(Locale.ROOT) + past.substring(1);
  }
}
