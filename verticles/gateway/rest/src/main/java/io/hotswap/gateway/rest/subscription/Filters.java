package io.hotswap.gateway.rest.subscription;

import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.error.Problem.Violation;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.Fields;
import io.hotswap.gateway.rest.json.JsonIn;
import io.hotswap.gateway.rest.message.Samples;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Filters: checked for subscriptions, and tried on a message. */
public record Filters(MessageFilters filters, int payloadBytesMax) {
  private static final int NODES_MAX = 1_000;
  private static final List<String> BODY = List.of("filter", "message");
  private static final At FILTER = At.ROOT.child("filter");

  public Map<String, Handler> handlers() {
    return Map.of("testFilter", this::test);
  }

  /**
   * Refuses what is no filter, with pointers into the body that has it as {@code filter}, and a
   * filter where the topic has none.
   *
   * @param filter may be null
   */
  void check(TopicView topic, String filter) {
    if (filter == null) {
      return;
    }
    try {
      filters.check(filter);
    } catch (Problem refused) {
      throw within(refused);
    }
    String strategy = topic.settings().routingStrategy();
    if (!strategy.equals("ContentBased")) {
      throw Problem.of(
          ErrorCode.Conflict,
          "/filter: given (expected: not given, as the topic's strategy is " + strategy + ")");
    }
  }

  private static Problem within(Problem refused) {
    return refused.violations().isEmpty()
        ? refused
        : Problem.badRequest(
            refused.violations().stream()
                .map(one -> new Violation(FILTER.pointer() + one.pointer(), one.detail()))
                .toList());
  }

  private Future<Void> test(Call call) {
    Trying trying = new Trying(payloadBytesMax);
    Faults faults = new Faults();
    JsonIn.read(call.body(), At.ROOT, faults, trying::read);
    faults.throwIfAny();
    try {
      filters.check(trying.filter);
      return answer(call, filters.test(trying.filter, trying.record, NODES_MAX));
    } catch (Problem refused) {
      throw within(refused);
    }
  }

  private static Future<Void> answer(Call call, MessageFilters.Trial trial) {
    return call.json(
        200,
        out ->
            out.field("matches", trial.matches())
                .array(
                    "nodes",
                    trial.nodes(),
                    (to, node) ->
                        to.nested(
                            n -> n.field("path", node.path()).raw("value", utf8(node.value())))));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A body while it is read. */
  private static final class Trying {
    private final int payloadBytesMax;
    private String filter;
    private ByteBuffer record = new MessageBuilder().build();

    Trying(int payloadBytesMax) {
      this.payloadBytesMax = payloadBytesMax;
    }

    Void read(JsonIn in) throws IOException {
      Fields fields = new Fields(in, At.ROOT, BODY);
      for (String name = fields.next(); name != null; name = fields.next()) {
        if (name.equals("message")) {
          record = Samples.read(in, At.ROOT.child(name), payloadBytesMax);
        } else if (in.object(FILTER, "an object")) {
          filter = StandardCharsets.UTF_8.decode(in.source()).toString();
        }
      }
      BODY.forEach(fields::require);
      return null;
    }
  }
}
