package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Confirmed.Stored;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.PackedDeliver;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.Receipt;
import java.util.ArrayList;
import java.util.List;

/** Things that follow each other, as runs on the wire. */
final class Runs {
  private Runs() {}

  /** Bytes on the wire. */
  static int size(Records records, boolean packed) {
    return packed && records.packedSize() > 0 ? records.packedSize() : records.size();
  }

  /** A batch that is still whole goes out as it came in, if the client takes that. */
  static DoorFrame deliver(Deliveries.Run run, boolean packed) {
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
    Records records = run.records();
    if (packed && records.packedSize() > 0) {
      // NB: a shard stamps one time into all records of a batch, which the block does not know.
      return new PackedDeliver(
          lease,
          first.attempt(),
          first.deadlineMillis(),
          Message.publishedAtOf(records.get(0)),
          records.size(),
          records.packed());
    }
    return new Deliver(lease, first.attempt(), first.deadlineMillis(), records);
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
