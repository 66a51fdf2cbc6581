package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Bodies of facts about transactions; a snapshot has them in the same form. */
public final class TransactionCodec {
  private TransactionCodec() {}

  public static void prepared(ByteSink out, Fact.Prepared f) {
    out.text(f.id()).number(f.coordinator()).number(f.acks().size());
    f.acks().forEach(hold -> FactCodec.place(out, hold.place()).runs(hold.offsets()));
    out.number(f.publishes().size());
    for (Fact.Intent intent : f.publishes()) {
      byte[] records = new byte[intent.records().remaining()];
      intent.records().duplicate().get(records);
      out.number(intent.topicUid()).number(intent.partition()).number(intent.count());
      out.block(records);
    }
  }

  public static Fact.Prepared prepared(ByteSource in) {
    return new Fact.Prepared(
        in.text(),
        in.count(),
        list(in, () -> new Fact.Hold(FactCodec.place(in), in.runs())),
        list(
            in,
            () ->
                new Fact.Intent(in.number(), in.count(), in.count(), ByteBuffer.wrap(in.block()))));
  }

  public static void resolved(ByteSink out, Fact.Resolved f) {
    out.text(f.id()).octet(f.commit() ? 1 : 0).number(f.published().size());
    for (List<Fact.Resolved.Published> publish : f.published()) {
      out.number(publish.size());
      for (Fact.Resolved.Published one : publish) {
        out.number(one.topicUid()).number(one.partition()).number(one.place());
        out.number(one.timeMillis()).octet(one.duplicate() ? 1 : 0);
      }
    }
  }

  public static Fact.Resolved resolved(ByteSource in) {
    return new Fact.Resolved(
        in.text(), in.octet() == 1, list(in, () -> list(in, () -> published(in))));
  }

  private static Fact.Resolved.Published published(ByteSource in) {
    return new Fact.Resolved.Published(
        in.number(), in.count(), in.number(), in.number(), in.octet() == 1);
  }

  private static <T> List<T> list(ByteSource in, Supplier<T> read) {
    List<T> list = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      list.add(read.get());
    }
    return List.copyOf(list);
  }
}
