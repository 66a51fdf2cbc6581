package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.DelayedMessages;
import io.hotswap.broker.core.state.Partition;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Decides about messages that wait for their delivery time. */
final class Delaying {
  private final Publishing publishing;

  Delaying(Publishing publishing) {
    this.publishing = publishing;
  }

  /**
   * Messages enter their partition, as if published now, by the name that they have; those that
   * were cancelled meanwhile do not.
   *
   * @param numbers in the order in which they enter
   */
  void enter(Outbox out, Partition partition, Longs numbers, List<ByteBuffer> records) {
    DelayedMessages delayed = partition.delayed();
    Longs.Builder entered = new Longs.Builder();
    List<ByteBuffer> named = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      long number = numbers.get(i);
      if (delayed.isWaiting(number)) {
        Message message = Message.wrap(records.get(i));
        entered.add(number);
        named.add(
            MessageBuilder.copyOf(message)
                .origin(number | MessageId.SCHEDULED, message.publishedAtMillis())
                .build());
      }
    }
    if (named.isEmpty()) {
      return;
    }
    long first = publishing.admit(out, partition, Records.copyOf(named));
    out.emit(
        new Fact.Entered(
            partition.id().topicUid(), partition.id().partition(), entered.build(), first));
  }

  /** {@code Conflict} once its time has come, {@code MessageNotFound} if it is not there. */
  void cancel(Outbox out, Partition partition, long place, long end) {
    boolean named = (place & MessageId.SCHEDULED) != 0;
    long number = place & ~MessageId.SCHEDULED;
    DelayedMessages delayed = partition.delayed();
    if (named && delayed != null && delayed.isWaiting(number)) {
      out.emit(
          new Fact.Cancelled(
              partition.id().topicUid(), partition.id().partition(), Longs.of(number)));
      return;
    }
    boolean entered = named && delayed != null && delayed.offsetOf(number) >= 0;
    if (entered || (!named && place >= partition.keptFrom() && place < end)) {
      throw Problem.of(
          ErrorCode.Conflict,
          "message: it is being delivered (expected: one whose delivery time has not come)");
    }
    throw Problem.of(
        ErrorCode.MessageNotFound, "message: it was cancelled, or is over, or never was there");
  }
}
