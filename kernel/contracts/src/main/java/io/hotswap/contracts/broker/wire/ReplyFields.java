package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.ShardReply.Browsed;
import io.hotswap.contracts.broker.ShardReply.Dead;
import io.hotswap.contracts.broker.ShardReply.Decided;
import io.hotswap.contracts.broker.ShardReply.Held;
import io.hotswap.contracts.broker.ShardReply.Leased;
import io.hotswap.contracts.broker.ShardReply.Resolved;
import io.hotswap.contracts.broker.ShardReply.Settled;
import io.hotswap.contracts.broker.ShardReply.Stored;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;

/** Layouts of the replies that messages flow by, and of others that carry messages. */
final class ReplyFields {
  private static final int FLAGS = Named.LEASED | Named.ELSEWHERE;

  private static final int ID_BYTES = 8 + 4 + 8;
  private static final int RUN_BYTES_MIN = 1 + 8 + 4 + 8 + 8 + 4 + 8 + 12;
  private static final int FOUND_BYTES_MIN = ID_BYTES + 8 + 4;
  private static final int ENTRY_BYTES_MIN = ID_BYTES + 4;

  private ReplyFields() {}

  static void stored(WireOut out, Stored r) {
    out.i64(r.firstOffset()).i32(r.count()).i64(r.publishedAtMillis());
    PublishedFields.write(out.constant(Codes.LEVELS, r.durability()), r.each());
  }

  static Stored stored(WireIn in) {
    return new Stored(
        in.i64("firstOffset"),
        in.count("count", 0),
        in.i64("publishedAtMillis"),
        in.constant("durability", Codes.LEVELS),
        PublishedFields.read(in));
  }

  static void leased(WireOut out, Leased r) {
    out.flag(r.drained()).list(r.runs(), ReplyFields::run);
  }

  static Leased leased(WireIn in) {
    boolean drained = in.flag("drained");
    return new Leased(
        new Deliveries(in.list("deliveries", RUN_BYTES_MIN, ReplyFields::run)), drained);
  }

  private static void run(WireOut out, Deliveries.Run run) {
    Delivery first = run.first();
    Named named = new Named(first.id(), first.receipt());
    int flags = named.flags(first.topicUid(), first.partition());
    out.u8(flags).i64(first.topicUid()).i32(first.partition()).i64(first.offset());
    named.write(out, flags);
    out.i32(first.attempt()).i64(first.deadlineMillis()).records(run.records());
  }

  private static Deliveries.Run run(WireIn in) {
    int flags = in.u8("flags");
    if (flags > FLAGS) {
      throw in.bad("flags", flags, "0.." + FLAGS);
    }
    long topicUid = in.i64("topicUid");
    int partition = in.i32("partition");
    long offset = in.i64("offset");
    Named named = Named.read(in, flags, topicUid, partition);
    int attempt = in.i32("attempt");
    long deadline = in.i64("deadlineMillis");
    Records records = in.records("records");
    if (records.count() == 0) {
      throw in.bad("records", 0, ">= 1");
    }
    Delivery first =
        new Delivery(
            named.id(),
            topicUid,
            partition,
            offset,
            named.receipt(),
            attempt,
            deadline,
            records.get(0));
    return new Deliveries.Run(first, records);
  }

  static void held(WireOut out, Held r) {
    out.i32(r.leases());
  }

  static Held held(WireIn in) {
    return new Held(in.i32("leases"));
  }

  static void settled(WireOut out, Settled r) {
    out.list(r.outcomes(), (o, outcome) -> o.constant(Codes.OUTCOMES, outcome));
  }

  static Settled settled(WireIn in) {
    return new Settled(in.list("outcomes", 1, i -> i.constant("outcome", Codes.OUTCOMES)));
  }

  static void browsed(WireOut out, Browsed r) {
    out.i64(r.found().next());
    out.list(
        r.found().messages(), (o, one) -> id(o, one.id()).i64(one.offset()).bytes(one.record()));
  }

  static Browsed browsed(WireIn in) {
    long next = in.i64("next");
    return new Browsed(
        new BrokerPort.Browsed(
            in.list(
                "messages",
                FOUND_BYTES_MIN,
                i -> new BrokerPort.Browsed.Found(id(i), i.i64("offset"), i.bytes("record"))),
            next));
  }

  static void dead(WireOut out, Dead r) {
    out.i64(r.next()).list(r.entries(), (o, one) -> id(o, one.id()).bytes(one.record()));
  }

  static Dead dead(WireIn in) {
    long next = in.i64("next");
    return new Dead(
        in.list("entries", ENTRY_BYTES_MIN, i -> new DeadLetters.Entry(id(i), i.bytes("record"))),
        next);
  }

  private static WireOut id(WireOut out, MessageId id) {
    return out.i64(id.topicUid()).i32(id.partition()).i64(id.offset());
  }

  private static MessageId id(WireIn in) {
    return new MessageId(in.i64("id"), in.i32("id"), in.i64("id"));
  }

  static void resolved(WireOut out, Resolved r) {
    out.list(r.published(), PublishedFields::write);
  }

  static Resolved resolved(WireIn in) {
    return new Resolved(in.list("published", 1, PublishedFields::read));
  }

  static void decided(WireOut out, Decided r) {
    out.flag(r.commit());
  }

  static Decided decided(WireIn in) {
    return new Decided(in.flag("commit"));
  }
}
