package io.hotswap.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.history.Fates;
import io.hotswap.history.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a run showed.
 *
 * @param verdict of the only group, or the first; connections of all are in it
 * @param groups the verdicts on every group
 * @param drained whether all that was stored came within the time for it
 * @param otherAnswers with a status other than 2xx, over all clients
 * @param firstOtherAnswer the first of them, or empty
 */
public record Report(
    Verdict verdict,
    Map<String, Verdict> groups,
    boolean drained,
    long otherAnswers,
    String firstOtherAnswer,
    Latency publish,
    List<SwapOutcome> swaps) {

  private static final JsonMapper JSON = new JsonMapper();

  /** Whether every promise held: nothing lost, doubled, reordered, refused or closed. */
  public boolean kept() {
    return drained
        && groups.values().stream().allMatch(Verdict::seamless)
        && otherAnswers == 0
        && swaps.stream().allMatch(SwapOutcome::succeeded);
  }

  /** The report as a table for people. */
  public String table() {
    StringBuilder out = new StringBuilder();
    row(out, "published", verdict.published());
    row(out, "delivered", verdict.delivered());
    row(out, "lost", verdict.lost());
    row(out, "duplicated after ack", verdict.duplicatedAfterAck());
    row(out, "out of order per key", verdict.outOfOrder() + verdict.overtaken());
    row(out, "changed or never sent", verdict.corrupted() + verdict.unexpected());
    row(out, "redelivered before ack", verdict.redelivered());
    row(out, "answers other than 2xx", otherAnswers);
    row(out, "outcomes unknown", verdict.publishUnknown() + verdict.ackUnknown());
    row(out, "acks refused", verdict.ackRefused());
    row(out, "connections", verdict.connections());
    row(out, "connections closed", verdict.connectionsClosed());
    row(out, "published after due p50", millis(publish.p50()));
    row(out, "published after due p99", millis(publish.p99()));
    row(out, "published after due p99.9", millis(publish.p999()));
    row(out, "longest publish stall", millis(verdict.longestPublishStallNanos() / 1e6));
    if (!swaps.isEmpty()) {
      row(out, "swaps", swaps.size());
      row(out, "longest hold in a port", millis(most(SwapOutcome::longestHoldMs)));
      row(out, "longest switch", millis(most(SwapOutcome::switchMs)));
      row(out, "longest swap until live", millis(most(SwapOutcome::liveMs)));
    }
    groups.forEach((group, other) -> fates(out, group, other));
    groups.values().stream()
        .flatMap(other -> other.examples().stream())
        .forEach(example -> out.append("  ! ").append(example).append('\n'));
    if (!firstOtherAnswer.isEmpty()) {
      out.append("  ! ").append(firstOtherAnswer).append('\n');
    }
    if (!drained) {
      out.append("  ! not drained in time\n");
    }
    swaps.stream()
        .filter(swap -> !swap.succeeded())
        .forEach(swap -> out.append("  ! ").append(describe(swap)).append('\n'));
    return out.toString();
  }

  private static void fates(StringBuilder out, String group, Verdict verdict) {
    Fates fates = verdict.fates();
    if (!group.isEmpty()) {
      out.append("  group ").append(group).append('\n');
      row(out, "delivered", verdict.delivered());
      row(out, "lost", verdict.lost());
      row(out, "out of order per key", verdict.outOfOrder() + verdict.overtaken());
    }
    row(out, "acked", verdict.acked());
    if (fates.nacked() + fates.rejected() + fates.dead() > 0) {
      row(out, "nacked, rejected", fates.nacked() + fates.rejected());
      row(out, "dead letters", fates.dead());
      row(out, "neither acked nor dead", fates.unsettled());
    }
    row(out, "redelivered unasked", fates.redeliveredUnasked());
    if (fates.duplicatesAnswered() + fates.doubled() > 0) {
      row(out, "duplicates answered", fates.duplicatesAnswered());
      row(out, "stored twice", fates.doubled());
    }
  }

  /** One line for a swap. */
  public static String describe(SwapOutcome swap) {
    String head = "%s %s → %s: %s".formatted(swap.plugin(), swap.from(), swap.to(), swap.state());
    return swap.succeeded()
        ? head
            + ", live after %s, switch %s, longest hold %s (%d held)"
                .formatted(
                    millis(swap.liveMs()),
                    millis(swap.switchMs()),
                    millis(swap.longestHoldMs()),
                    swap.requestsHeld())
        : head + ": " + swap.error();
  }

  /** The report as one line of JSON. */
  public String json() {
    ObjectNode root = JSON.createObjectNode().put("kept", kept()).put("drained", drained);
    root.put("otherAnswers", otherAnswers);
    root.set("verdict", JSON.valueToTree(verdict));
    root.set("groups", JSON.valueToTree(groups));
    root.set("publishMs", JSON.valueToTree(publish));
    ArrayNode list = root.putArray("swaps");
    swaps.forEach(swap -> list.add(JSON.<ObjectNode>valueToTree(swap)));
    return root.toString();
  }

  private double most(ToDoubleFunction<SwapOutcome> figure) {
    return swaps.stream().mapToDouble(figure).max().orElse(0);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.1f ms", value);
  }

  private static void row(StringBuilder out, String name, long value) {
    row(out, name, String.format(Locale.ROOT, "%,d", value));
  }

  private static void row(StringBuilder out, String name, String value) {
    out.append(String.format(Locale.ROOT, "  %-28s %14s%n", name, value));
  }
}
