package io.hotswap.client;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.door.LeaseRun;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A settlement that was not sent yet, or not answered. */
record Pending(
    LeaseRun lease,
    Kind kind,
    FailureClass failure,
    long delayMillis,
    String reason,
    Promise<Void> promise) {

  /** One ack for each run of them; what is not leased needs none. */
  static List<Pending> acks(List<ReceivedMessage> messages) {
    List<Pending> runs = new ArrayList<>();
    for (int from = 0; from < messages.size(); ) {
      ReceivedMessage first = messages.get(from);
      int to = from + 1;
      while (to < messages.size() && messages.get(to).isBehind(messages.get(to - 1))) {
        to++;
      }
      if (first.isLeased()) {
        LeaseRun run = first.lease(to - from);
        runs.add(new Pending(run, Kind.ACK, FailureClass.Retryable, -1, "", Promise.promise()));
      }
      from = to;
    }
    return runs;
  }

  /** What one request each is about: acks that follow each other, then all else one by one. */
  static List<List<Pending>> together(List<Pending> all) {
    List<Pending> acks = new ArrayList<>(all);
    acks.removeIf(one -> one.kind() != Kind.ACK);
    List<List<Pending>> together = runs(acks);
    all.stream().filter(one -> one.kind() != Kind.ACK).map(List::of).forEach(together::add);
    return together;
  }

  private static List<List<Pending>> runs(List<Pending> acks) {
    acks.sort(
        Comparator.comparingInt((Pending one) -> one.lease().partition())
            .thenComparingLong(one -> one.lease().offset()));
    List<List<Pending>> runs = new ArrayList<>();
    LeaseRun last = null;
    for (Pending ack : acks) {
      if (last == null || !last.continuedBy(ack.lease())) {
        runs.add(new ArrayList<>());
      }
      runs.get(runs.size() - 1).add(ack);
      last = ack.lease();
    }
    return runs;
  }

  /** Messages that they are about. */
  static int count(List<Pending> together) {
    int count = 0;
    for (Pending one : together) {
      count += one.lease().count();
    }
    return count;
  }
}
