package io.hotswap.node.swap;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.Receipt;
import io.hotswap.contracts.admin.SwapView.State;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** A swap as a line of the log. */
final class SwapText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private SwapText() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static JsonObject toJson(SwapView view) {
    JsonObject json =
        new JsonObject()
            .put("id", view.id())
            .put("plugin", view.plugin())
            .put("from", view.from())
            .put("to", view.to())
            .put("strategy", view.strategy())
            .put("state", view.state().name())
            .put("step", view.step())
            .put("startedAt", view.startedAt())
            .put("endedAt", view.endedAt())
            .put("requestedBy", view.requestedBy())
            .put("error", view.error());
    Receipt receipt = view.receipt();
    return receipt == null ? json : json.put("receipt", toJson(receipt));
  }

  private static JsonObject toJson(Receipt receipt) {
    JsonObject steps = new JsonObject();
    receipt.stepsMs().forEach(steps::put);
    return new JsonObject()
        .put("fromDigest", receipt.fromDigest())
        .put("toDigest", receipt.toDigest())
        .put("stateDigest", receipt.stateDigest())
        .put("factsReplayed", receipt.factsReplayed())
        .put("requestsHeld", receipt.requestsHeld())
        .put("longestHoldMs", receipt.longestHoldMs())
        .put("inFlightMoved", receipt.inFlightMoved())
        .put("stepsMs", steps)
        .put("verdict", receipt.verdict());
  }

  static SwapView fromJson(JsonObject json) {
    JsonObject receipt = json.getJsonObject("receipt");
    return new SwapView(
        json.getString("id"),
        json.getString("plugin"),
        json.getString("from"),
        json.getString("to"),
        json.getString("strategy"),
        State.valueOf(json.getString("state")),
        json.getString("step"),
        json.getString("startedAt"),
        json.getString("endedAt"),
        json.getString("requestedBy"),
        json.getString("error"),
        receipt == null ? null : receipt(receipt));
  }

  private static Receipt receipt(JsonObject json) {
    Map<String, Double> steps = new LinkedHashMap<>();
    JsonObject stepsMs = json.getJsonObject("stepsMs");
    stepsMs.fieldNames().forEach(step -> steps.put(step, stepsMs.getDouble(step)));
    return new Receipt(
        json.getString("fromDigest"),
        json.getString("toDigest"),
        json.getString("stateDigest"),
        json.getLong("factsReplayed"),
        json.getLong("requestsHeld"),
        json.getDouble("longestHoldMs"),
        json.getLong("inFlightMoved"),
        steps,
        json.getString("verdict"));
  }

  /**
   * The swap as it is when the node that ran it is no more.
   *
   * @param endedAt when it was last known to run
   */
  static SwapView stopped(SwapView view, String endedAt) {
    if (view.state() != State.Running && view.state() != State.Baking) {
      return view;
    }
    // The choice is durable before the old version is retired.
    boolean done = view.step().equals(RetireStep.NAME);
    return new SwapView(
        view.id(),
        view.plugin(),
        view.from(),
        view.to(),
        view.strategy(),
        done ? State.Succeeded : State.Failed,
        view.step(),
        view.startedAt(),
        endedAt,
        view.requestedBy(),
        done ? null : view.step() + ": node stopped; " + view.from() + " is active again",
        view.receipt());
  }
}
