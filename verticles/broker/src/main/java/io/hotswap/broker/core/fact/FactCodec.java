package io.hotswap.broker.core.fact;

import io.hotswap.broker.core.bytes.ByteSink;
import io.hotswap.broker.core.bytes.ByteSource;
import io.hotswap.broker.core.bytes.Codes;
import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.contracts.broker.DeadReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Level, type, time, body. Numbers of types are never changed or reused. */
public final class FactCodec {
  /**
   * The newest format level that this code reads and writes. Level 1 was that of the versions
   * before topics had dead letters; they were never released, so it is refused.
   */
  public static final int LEVEL = 2;

  private static final int TYPES = 64;

  /** How one type of fact is written and read. */
  private record Form(
      int number, BiConsumer<ByteSink, Fact> write, Function<ByteSource, Fact> read) {}

  private static final Map<Class<? extends Fact>, Form> BY_TYPE = new HashMap<>();
  private static final Form[] BY_NUMBER = new Form[TYPES];

  static {
    form(1, Fact.TookOver.class, FactCodec::tookOver, in -> tookOver(in));
    form(2, Fact.Marked.class, (o, f) -> {}, in -> new Fact.Marked());
    form(3, Fact.TopicCreated.class, (o, f) -> TopicCodec.write(o, f.topic()), in -> created(in));
    form(4, Fact.TopicUpdated.class, (o, f) -> TopicCodec.write(o, f.topic()), in -> updated(in));
    form(
        5,
        Fact.TopicDeleted.class,
        (o, f) -> o.number(f.topicUid()),
        in -> new Fact.TopicDeleted(in.number()));
    form(6, Fact.Configured.class, FactCodec::configured, in -> configured(in));
    form(
        7,
        Fact.Dropped.class,
        (o, f) -> o.number(f.topicUid()).number(f.partition()),
        in -> new Fact.Dropped(in.number(), in.count()));
    form(8, Fact.Published.class, FactCodec::published, FactCodec::published);
    form(9, Fact.Subscribed.class, FactCodec::subscribed, FactCodec::subscribed);
    form(10, Fact.Leased.class, FactCodec::leased, FactCodec::leased);
    form(
        11,
        Fact.Acked.class,
        (o, f) -> place(o, f.place()).runs(f.offsets()),
        in -> new Fact.Acked(place(in), in.runs()));
    form(12, Fact.Returned.class, FactCodec::returned, FactCodec::returned);
    form(
        13,
        Fact.Due.class,
        (o, f) -> place(o, f.place()).runs(f.offsets()),
        in -> new Fact.Due(place(in), in.runs()));
    form(
        14,
        Fact.Extended.class,
        (o, f) -> place(o, f.place()).runs(f.offsets()).number(f.deadline()),
        in -> new Fact.Extended(place(in), in.runs(), in.number()));
    form(15, Fact.Alive.class, (o, f) -> {}, in -> new Fact.Alive());
    form(
        16,
        Fact.Unroutable.class,
        (o, f) -> o.number(f.topicUid()).number(f.partition()).number(f.count()),
        in -> new Fact.Unroutable(in.number(), in.count(), in.count()));
    form(
        17,
        Fact.Trimmed.class,
        (o, f) -> o.number(f.topicUid()).number(f.partition()).number(f.before()),
        in -> new Fact.Trimmed(in.number(), in.count(), in.number()));
    form(
        18,
        Fact.Resubscribed.class,
        (o, f) -> SubscriptionCodec.write(o.number(f.partition()), f.view()),
        in -> new Fact.Resubscribed(in.count(), SubscriptionCodec.read(in)));
    form(
        19,
        Fact.Unsubscribed.class,
        (o, f) -> place(o, f.place()),
        in -> new Fact.Unsubscribed(place(in)));
    form(
        20,
        Fact.Sought.class,
        (o, f) -> place(o, f.place()).number(f.start()),
        in -> new Fact.Sought(place(in), in.number()));
    form(
        21,
        Fact.Condemned.class,
        (o, f) -> place(o, f.place()).octet(Codes.of(f.reason())).runs(f.offsets()),
        in -> new Fact.Condemned(place(in), reason(in), in.runs()));
    form(
        22, Fact.Unparked.class, (o, f) -> place(o, f.place()), in -> new Fact.Unparked(place(in)));
    form(
        23,
        Fact.Ended.class,
        (o, f) -> place(o, f.place()).octet(Codes.of(f.end())).runs(f.offsets()),
        in -> new Fact.Ended(place(in), Codes.constant(Fact.End.class, in.octet()), in.runs()));
    form(24, Fact.Scheduled.class, TimeCodec::scheduled, TimeCodec::scheduled);
    form(25, Fact.Entered.class, TimeCodec::entered, TimeCodec::entered);
    form(
        26,
        Fact.Cancelled.class,
        (o, f) -> o.number(f.topicUid()).number(f.partition()).runs(f.numbers()),
        in -> new Fact.Cancelled(in.number(), in.count(), in.runs()));
    form(27, Fact.Remembered.class, TimeCodec::remembered, TimeCodec::remembered);
    form(28, Fact.Prepared.class, TransactionCodec::prepared, TransactionCodec::prepared);
    form(
        29,
        Fact.Decided.class,
        (o, f) -> o.text(f.id()).octet(f.commit() ? 1 : 0),
        in -> new Fact.Decided(in.text(), in.octet() == 1));
    form(30, Fact.Resolved.class, TransactionCodec::resolved, TransactionCodec::resolved);
    form(31, Fact.KeyClosed.class, FactCodec::keyClosed, FactCodec::keyClosed);
  }

  private FactCodec() {}

  public static ByteBuffer encode(long timeMillis, Fact fact) {
    Form form = BY_TYPE.get(fact.getClass());
    ByteSink out = new ByteSink();
    out.octet(LEVEL).octet(form.number()).number(timeMillis);
    form.write().accept(out, fact);
    return out.view();
  }

  public static StampedFact decode(ByteBuffer bytes) {
    ByteSource in = new ByteSource(bytes);
    int level = in.octet();
    if (level != LEVEL) {
      throw new IllegalArgumentException("fact level: " + level + " (expected: " + LEVEL + ")");
    }
    int type = in.octet();
    if (type >= TYPES || BY_NUMBER[type] == null) {
      throw new IllegalArgumentException("fact type: " + type + " (expected: a known one)");
    }
    long time = in.number();
    Fact fact = BY_NUMBER[type].read().apply(in);
    in.end();
    return new StampedFact(time, fact);
  }

  private static <F extends Fact> void form(
      int number, Class<F> type, BiConsumer<ByteSink, F> write, Function<ByteSource, Fact> read) {
    Form form = new Form(number, (out, fact) -> write.accept(out, type.cast(fact)), read);
    BY_TYPE.put(type, form);
    BY_NUMBER[number] = form;
  }

  private static void tookOver(ByteSink out, Fact.TookOver f) {
    out.number(f.epoch()).text(f.owner());
  }

  private static Fact tookOver(ByteSource in) {
    return new Fact.TookOver(in.number(), in.text());
  }

  private static Fact created(ByteSource in) {
    return new Fact.TopicCreated(TopicCodec.read(in));
  }

  private static Fact updated(ByteSource in) {
    return new Fact.TopicUpdated(TopicCodec.read(in));
  }

  private static void configured(ByteSink out, Fact.Configured f) {
    TopicCodec.write(out, f.topic());
    out.number(f.partition());
  }

  private static Fact configured(ByteSource in) {
    return new Fact.Configured(TopicCodec.read(in), in.count());
  }

  private static void published(ByteSink out, Fact.Published f) {
    out.number(f.topicUid()).number(f.partition()).number(f.count()).number(f.bytes());
    octets(out, f.priorities()).octet(f.perishable() ? 1 : 0);
  }

  private static Fact published(ByteSource in) {
    return new Fact.Published(
        in.number(), in.count(), in.count(), in.number(), octets(in), in.octet() == 1);
  }

  private static void subscribed(ByteSink out, Fact.Subscribed f) {
    SubscriptionCodec.write(out.number(f.partition()), f.view());
    out.number(f.start());
  }

  private static Fact subscribed(ByteSource in) {
    return new Fact.Subscribed(in.count(), SubscriptionCodec.read(in), in.number());
  }

  private static void leased(ByteSink out, Fact.Leased f) {
    place(out, f.place()).text(f.consumer()).number(f.deadline()).runs(f.taken());
    keys(out, f.takenKeys()).runs(f.skipped());
    octets(keys(out, f.skippedKeys()), f.skippedPriorities());
    out.runs(f.filtered()).runs(f.expired()).number(f.scannedTo());
  }

  private static Fact leased(ByteSource in) {
    Place place = place(in);
    String consumer = in.text();
    long deadline = in.number();
    Longs taken = in.runs();
    Longs takenKeys = keys(in);
    Longs skipped = in.runs();
    Longs skippedKeys = keys(in);
    Longs priorities = octets(in);
    return new Fact.Leased(
        place,
        consumer,
        deadline,
        taken,
        takenKeys,
        skipped,
        skippedKeys,
        priorities,
        in.runs(),
        in.runs(),
        in.number());
  }

  private static void returned(ByteSink out, Fact.Returned f) {
    place(out, f.place()).octet(Codes.of(f.cause())).runs(f.offsets()).runs(f.due());
    out.number(f.errors().size());
    f.errors().forEach(out::text);
    octets(out, f.fates());
  }

  private static Fact returned(ByteSource in) {
    Place place = place(in);
    Fact.Cause cause = Codes.constant(Fact.Cause.class, in.octet());
    Longs offsets = in.runs();
    Longs due = in.runs();
    List<String> errors = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      errors.add(in.text());
    }
    return new Fact.Returned(place, cause, offsets, due, List.copyOf(errors), octets(in));
  }

  private static void keyClosed(ByteSink out, Fact.KeyClosed f) {
    place(out, f.place()).octet(Codes.of(f.reason())).fixed(f.keyHash()).number(f.until());
  }

  private static Fact keyClosed(ByteSource in) {
    return new Fact.KeyClosed(place(in), reason(in), in.fixed(), in.number());
  }

  static ByteSink place(ByteSink out, Place place) {
    return out.number(place.topicUid()).number(place.partition()).number(place.subscription());
  }

  static Place place(ByteSource in) {
    return new Place(in.number(), in.count(), in.count());
  }

  static ByteSink keys(ByteSink out, Longs keys) {
    out.number(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      out.fixed(keys.get(i));
    }
    return out;
  }

  static Longs keys(ByteSource in) {
    Longs.Builder keys = new Longs.Builder();
    for (int left = in.count(); left > 0; left--) {
      keys.add(in.fixed());
    }
    return keys.build();
  }

  /** Small numbers, a byte each. */
  private static ByteSink octets(ByteSink out, Longs values) {
    out.number(values.size());
    for (int i = 0; i < values.size(); i++) {
      out.octet((int) values.get(i));
    }
    return out;
  }

  private static Longs octets(ByteSource in) {
    Longs.Builder values = new Longs.Builder();
    for (int left = in.count(); left > 0; left--) {
      values.add(in.octet());
    }
    return values.build();
  }

  private static DeadReason reason(ByteSource in) {
    return Codes.constant(DeadReason.class, in.octet());
  }
}
