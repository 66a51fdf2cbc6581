package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Longs;

/** Bodies of facts about delivery times and idempotency keys. */
final class TimeCodec {
  private TimeCodec() {}

  static void scheduled(ByteSink out, Fact.Scheduled f) {
    out.number(f.topicUid()).number(f.partition()).number(f.bytes());
    distances(out, f.due());
  }

  static Fact scheduled(ByteSource in) {
    return new Fact.Scheduled(in.number(), in.count(), in.number(), distances(in));
  }

  static void entered(ByteSink out, Fact.Entered f) {
    out.number(f.topicUid()).number(f.partition()).number(f.firstOffset()).runs(f.numbers());
  }

  static Fact entered(ByteSource in) {
    long topicUid = in.number();
    int partition = in.count();
    long firstOffset = in.number();
    return new Fact.Entered(topicUid, partition, in.runs(), firstOffset);
  }

  static void remembered(ByteSink out, Fact.Remembered f) {
    out.number(f.topicUid()).number(f.partition()).number(f.duplicates());
    FactCodec.keys(out, f.keys()).runs(f.places());
    distances(out, f.checksums());
  }

  static Fact remembered(ByteSource in) {
    long topicUid = in.number();
    int partition = in.count();
    int duplicates = in.count();
    return new Fact.Remembered(
        topicUid, partition, FactCodec.keys(in), in.runs(), distances(in), duplicates);
  }

  /** Numbers near each other, in any order. */
  private static void distances(ByteSink out, Longs values) {
    out.number(values.size());
    long last = 0;
    for (int i = 0; i < values.size(); i++) {
      out.signed(values.get(i) - last);
      last = values.get(i);
    }
  }

  private static Longs distances(ByteSource in) {
    Longs.Builder values = new Longs.Builder();
    long last = 0;
    for (int left = in.count(); left > 0; left--) {
      last += in.signed();
      values.add(last);
    }
    return values.build();
  }
}
