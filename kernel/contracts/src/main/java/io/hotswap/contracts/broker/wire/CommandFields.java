package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.ShardCommand.Consume;
import io.hotswap.contracts.broker.ShardCommand.Decide;
import io.hotswap.contracts.broker.ShardCommand.Held;
import io.hotswap.contracts.broker.ShardCommand.Leave;
import io.hotswap.contracts.broker.ShardCommand.Part;
import io.hotswap.contracts.broker.ShardCommand.Prepare;
import io.hotswap.contracts.broker.ShardCommand.Publish;
import io.hotswap.contracts.broker.ShardCommand.Resolve;
import io.hotswap.contracts.broker.ShardCommand.Settle;
import io.hotswap.contracts.broker.ShardCommand.Transact;

/** Layouts of the commands that messages flow by. */
final class CommandFields {
  /** A settlement that says more than its kind. */
  private static final int DETAILED = 4;

  private static final int FLAGS = Named.LEASED | Named.ELSEWHERE | DETAILED;

  private static final int PLACE_BYTES = 8 + 4;
  private static final int SETTLEMENT_BYTES_MIN = 1 + 1 + 4 + 8;
  private static final int SETTLE_BYTES_MIN = PLACE_BYTES + 4;
  private static final int PUBLISH_BYTES_MIN = PLACE_BYTES + 4 + 4 + 4;

  private CommandFields() {}

  static void publish(WireOut out, Publish c) {
    out.i64(c.topicUid()).i32(c.partition()).records(c.messages());
  }

  static Publish publish(WireIn in) {
    return new Publish(in.i64("topicUid"), in.i32("partition"), in.records("messages"));
  }

  static void consume(WireOut out, Consume c) {
    out.i64(c.topicUid()).i32(c.partition()).text(c.group()).text(c.consumerId());
    out.i32(c.limit()).i32(c.bytesMax()).i32(c.capacity());
  }

  static Consume consume(WireIn in) {
    return new Consume(
        in.i64("topicUid"),
        in.i32("partition"),
        in.text("group"),
        in.text("consumerId"),
        in.i32("limit"),
        in.i32("bytesMax"),
        in.i32("capacity"));
  }

  static void held(WireOut out, Held c) {
    out.i64(c.topicUid()).i32(c.partition()).text(c.group()).text(c.consumerId());
  }

  static Held held(WireIn in) {
    return new Held(
        in.i64("topicUid"), in.i32("partition"), in.text("group"), in.text("consumerId"));
  }

  static void leave(WireOut out, Leave c) {
    out.i64(c.topicUid()).i32(c.partition()).text(c.group()).text(c.consumerId());
  }

  static Leave leave(WireIn in) {
    return new Leave(
        in.i64("topicUid"), in.i32("partition"), in.text("group"), in.text("consumerId"));
  }

  static void settle(WireOut out, Settle c) {
    out.i64(c.topicUid()).i32(c.partition());
    out.list(c.settlements(), (o, s) -> settlement(o, s, c.topicUid(), c.partition()));
  }

  static Settle settle(WireIn in) {
    long topicUid = in.i64("topicUid");
    int partition = in.i32("partition");
    return new Settle(
        topicUid,
        partition,
        in.list("settlements", SETTLEMENT_BYTES_MIN, i -> settlement(i, topicUid, partition)));
  }

  private static void settlement(WireOut out, Settlement s, long topicUid, int partition) {
    Named named = new Named(s.messageId(), s.receipt());
    boolean detailed =
        s.delayMillis() != -1 || s.reason() != null || s.failureClass() != FailureClass.Retryable;
    int flags = named.flags(topicUid, partition) | (detailed ? DETAILED : 0);
    out.constant(Codes.KINDS, s.kind()).u8(flags).i32(s.count());
    named.write(out, flags);
    if (detailed) {
      out.i64(s.delayMillis()).constant(Codes.CLASSES, s.failureClass()).text(s.reason());
    }
  }

  private static Settlement settlement(WireIn in, long topicUid, int partition) {
    Settlement.Kind kind = in.constant("kind", Codes.KINDS);
    int flags = in.u8("flags");
    if (flags > FLAGS) {
      throw in.bad("flags", flags, "0.." + FLAGS);
    }
    int count = in.count("count", 1);
    Named named = Named.read(in, flags, topicUid, partition);
    boolean detailed = (flags & DETAILED) != 0;
    long delayMillis = detailed ? in.i64("delayMillis") : -1;
    FailureClass failure =
        detailed ? in.constant("failureClass", Codes.CLASSES) : FailureClass.Retryable;
    String reason = detailed ? in.text("reason") : null;
    return new Settlement(kind, named.id(), named.receipt(), delayMillis, reason, failure, count);
  }

  static void transact(WireOut out, Transact c) {
    part(out.text(c.id()), c.part());
  }

  static Transact transact(WireIn in) {
    return new Transact(in.text("id"), part(in));
  }

  static void prepare(WireOut out, Prepare c) {
    part(out.text(c.id()).i32(c.coordinator()), c.part());
  }

  static Prepare prepare(WireIn in) {
    return new Prepare(in.text("id"), in.i32("coordinator"), part(in));
  }

  private static void part(WireOut out, Part part) {
    out.list(part.acks(), CommandFields::settle).list(part.publishes(), CommandFields::publish);
  }

  private static Part part(WireIn in) {
    return new Part(
        in.list("acks", SETTLE_BYTES_MIN, CommandFields::settle),
        in.list("publishes", PUBLISH_BYTES_MIN, CommandFields::publish));
  }

  static void decide(WireOut out, Decide c) {
    out.text(c.id()).flag(c.commit());
  }

  static Decide decide(WireIn in) {
    return new Decide(in.text("id"), in.flag("commit"));
  }

  static void resolve(WireOut out, Resolve c) {
    out.text(c.id()).flag(c.commit());
  }

  static Resolve resolve(WireIn in) {
    return new Resolve(in.text("id"), in.flag("commit"));
  }
}
