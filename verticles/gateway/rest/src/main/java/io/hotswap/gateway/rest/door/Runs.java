package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.door.DoorFrame.Confirmed.Stored;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Receipt;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Single things that follow each other, as runs. */
final class Runs {
  private Runs() {}

  static List<Deliver> of(List<Delivery> deliveries) {
    List<Deliver> runs = new ArrayList<>();
    int from = 0;
    while (from < deliveries.size()) {
      LeaseRun run = lease(deliveries.get(from));
      int to = from + 1;
      while (to < deliveries.size() && goesOn(deliveries.get(from), deliveries.get(to), run)) {
        run = run.withCount(run.count() + 1);
        to++;
      }
      runs.add(deliver(run, deliveries.subList(from, to)));
      from = to;
    }
    return runs;
  }

  private static boolean goesOn(Delivery first, Delivery next, LeaseRun run) {
    return next.attempt() == first.attempt()
        && next.deadlineMillis() == first.deadlineMillis()
        && run.continuedBy(lease(next));
  }

  private static Deliver deliver(LeaseRun run, List<Delivery> deliveries) {
    List<ByteBuffer> records = new ArrayList<>(deliveries.size());
    deliveries.forEach(one -> records.add(one.record()));
    Delivery first = deliveries.get(0);
    return new Deliver(run, first.attempt(), first.deadlineMillis(), Records.copyOf(records));
  }

  private static LeaseRun lease(Delivery one) {
    Receipt r = one.receipt();
    return r == null
        ? new LeaseRun(one.partition(), 0, 0, LeaseRun.NONE, one.offset(), 1)
        : new LeaseRun(one.partition(), r.subscription(), r.epoch(), r.leaseSeq(), one.offset(), 1);
  }

  static List<Stored> stored(List<Published> published) {
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
