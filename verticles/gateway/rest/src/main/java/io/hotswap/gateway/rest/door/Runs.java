package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.door.DoorFrame.Confirmed.Stored;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.message.Receipt;
import java.util.ArrayList;
import java.util.List;

/** Things that follow each other, as runs on the wire. */
final class Runs {
  private Runs() {}

  static Deliver deliver(Deliveries.Run run) {
    Delivery first = run.first();
    Receipt r = first.receipt();
    LeaseRun lease =
        r == null
            ? new LeaseRun(first.partition(), 0, 0, LeaseRun.NONE, first.offset(), run.count())
            : new LeaseRun(
                first.partition(),
                r.subscription(),
                r.epoch(),
                r.leaseSeq(),
                first.offset(),
                run.count());
    return new Deliver(lease, first.attempt(), first.deadlineMillis(), run.records());
  }

  static List<Stored> stored(List<Published> published) {
    if (published instanceof PublishedRun) {
      Published first = published.get(0);
      return List.of(new Stored(first.partition(), first.offset(), published.size(), false));
    }
    List<Stored> runs = new ArrayList<>();
    int from = 0;
    while (from < published.size()) {
      Published first = published.get(from);
      int to = from + 1;
      while (to < published.size() && follows(first, published.get(to), to - from)) {
        to++;
      }
      runs.add(new Stored(first.partition(), first.offset(), to - from, first.duplicate()));
      from = to;
    }
    return runs;
  }

  private static boolean follows(Published first, Published next, int distance) {
    return next.partition() == first.partition()
        && next.offset() == first.offset() + distance
        && next.duplicate() == first.duplicate();
  }
}
