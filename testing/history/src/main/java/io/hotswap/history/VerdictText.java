package io.hotswap.history;

import java.util.Locale;

/** A verdict as a table. What is zero and would be good news if it were not is left out. */
record VerdictText(StringBuilder out) {

  void write(String subscription, Verdict v) {
    if (!subscription.isEmpty()) {
      out.append("  subscription ").append(subscription).append(System.lineSeparator());
    }
    row("published", v.published());
    row("delivered", v.delivered());
    row("acked", v.acked());
    row("lost", v.lost());
    row("duplicated after ack", v.duplicatedAfterAck());
    row("unexpected", v.unexpected());
    row("corrupted", v.corrupted());
    row("out of order per key", v.outOfOrder() + v.overtaken());
    some("recovered", v.recovered());
    some("redelivered before ack", v.redelivered());
    some("publishes refused", v.publishRefused());
    some("publishes unknown", v.publishUnknown());
    some("acks refused", v.ackRefused());
    some("acks unknown", v.ackUnknown());
    some("connections closed", v.connectionsClosed());
    fates(v.fates());
    v.examples().forEach(example -> out.append("  ! ").append(example).append(lineEnd()));
  }

  private void fates(Fates f) {
    some("nacked, rejected", f.nacked() + f.rejected());
    some("dead letters", f.dead());
    some("replayed", f.replayed());
    some("neither acked nor dead", f.unsettled());
    some("dead though never given back", f.deadUnasked());
    some("dead though acked", f.deadThoughAcked());
    some("duplicates answered", f.duplicatesAnswered());
    some("stored twice", f.doubled());
    some("let through by no filter", f.unwanted());
    some("early", f.early());
    some("delivered though cancelled", f.cancelledDelivered());
    some("twice at most once", f.twice());
  }

  private void some(String name, long value) {
    if (value != 0) {
      row(name, value);
    }
  }

  private void row(String name, long value) {
    out.append(String.format(Locale.ROOT, "  %-28s %,14d", name, value)).append(lineEnd());
  }

  private static String lineEnd() {
    return System.lineSeparator();
  }
}
