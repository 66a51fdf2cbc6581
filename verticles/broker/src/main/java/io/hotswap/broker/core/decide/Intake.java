package io.hotswap.broker.core.decide;

import io.hotswap.broker.core.bytes.Longs;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.index.DedupIndex;
import io.hotswap.broker.core.index.DedupKey;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Sorts messages of one publish: those whose idempotency key is remembered are duplicates, those
 * with a delivery time wait, the others enter the partition. Looking changes nothing, so a refusal
 * refuses all of them.
 */
final class Intake {
  private final Partition partition;
  private final List<ByteBuffer> records;
  private final long now;
  private final int delayedMax;
  private final Map<DedupKey, Integer> fresh = new HashMap<>();
  private final DedupKey[] keys;
  private final int[] checksums;

  /** Of the first one with the same key: its index in this publish, or null. */
  private final Integer[] twins;

  private final DedupIndex.Seen[] seen;
  private final List<Integer> entering = new ArrayList<>();
  private final List<Integer> delayed = new ArrayList<>();
  private final Longs.Builder due = new Longs.Builder();

  private Intake(Partition partition, Records records, long now, int delayedMax) {
    this.partition = partition;
    this.records = records.toList();
    this.now = now;
    this.delayedMax = delayedMax;
    int count = records.count();
    this.keys = new DedupKey[count];
    this.checksums = new int[count];
    this.twins = new Integer[count];
    this.seen = new DedupIndex.Seen[count];
  }

  /** Whether any of them needs a closer look. */
  static boolean isNeeded(Records records, boolean deduplicate) {
    ByteBuffer record = records.bytes();
    boolean needed = deduplicate;
    for (int i = 0; !needed && i < records.count(); i++) {
      needed = !Message.isPlain(records.show(record, i));
    }
    return needed;
  }

  /**
   * @param strict whether one with the same key and other content is refused; else it is taken for
   *     a duplicate, for what was promised before that other one came
   * @throws Problem if any of them cannot be taken
   */
  static Intake look(
      Partition partition,
      Records records,
      long now,
      boolean deduplicate,
      boolean strict,
      int delayedMax) {
    Intake intake = new Intake(partition, records, now, delayedMax);
    for (int i = 0; i < intake.records.size(); i++) {
      Message message = Message.wrap(intake.records.get(i));
      if (deduplicate && intake.isRepeated(i, message, strict)) {
        continue;
      }
      if (message.deliverAtMillis() > now) {
        intake.delayed.add(i);
        intake.due.add(message.deliverAtMillis());
      } else {
        intake.entering.add(i);
      }
    }
    if (strict) {
      intake.requireRoom();
    }
    return intake;
  }

  private boolean isRepeated(int index, Message message, boolean strict) {
    String text = message.idempotencyKey();
    if (text == null) {
      return false;
    }
    DedupKey key = DedupKey.of(text);
    int checksum = contentOf(message);
    Integer twin = fresh.get(key);
    DedupIndex.Seen known = partition.keys() == null ? null : partition.keys().find(key);
    if (twin == null && known == null) {
      fresh.put(key, index);
      keys[index] = key;
      checksums[index] = checksum;
      return false;
    }
    int first = twin == null ? known.checksum() : checksums[twin];
    if (first != checksum && strict) {
      throw Problem.of(
          ErrorCode.IdempotencyConflict,
          "idempotencyKey: "
              + text
              + " was used for other content (expected: the same message, or a new key)");
    }
    twins[index] = twin;
    seen[index] = known;
    return true;
  }

  /** A delay counts from each publish, so the time that it comes to is no part of the content. */
  private static int contentOf(Message message) {
    if (message.deliverAtMillis() == 0) {
      return message.checksum();
    }
    return Message.wrap(MessageBuilder.copyOf(message).deliverAtMillis(0).build()).checksum();
  }

  private void requireRoom() {
    int partitions = partition.settings().partitions();
    int share = Math.max(1, partition.settings().dedup().maxKeys() / partitions);
    long window = partition.settings().dedup().windowMillis();
    int known = partition.keys() == null ? 0 : partition.keys().sizeAt(now, window);
    if (!fresh.isEmpty() && known + fresh.size() > share) {
      throw full("idempotency keys are remembered", share);
    }
    int waiting = partition.delayed() == null ? 0 : partition.delayed().size();
    if (!delayed.isEmpty() && waiting + delayed.size() > delayedMax) {
      throw full("messages wait for their delivery time", delayedMax);
    }
  }

  private Problem full(String what, int max) {
    return Problem.retryLater(
        ErrorCode.TooManyRequests,
        "topic: "
            + partition.topic().name()
            + ": too many "
            + what
            + " (expected: at most "
            + max
            + " in a partition)",
        1);
  }

  /** Decides what was seen; {@code admit} stores records and says the offset of the first. */
  Taken take(Outbox out, ToLongFunction<Records> admit) {
    long[] places = new long[records.size()];
    if (!entering.isEmpty()) {
      long offset = admit.applyAsLong(recordsOf(entering));
      for (int index : entering) {
        places[index] = offset++;
      }
    }
    if (!delayed.isEmpty()) {
      long number = delay(out);
      for (int index : delayed) {
        places[index] = number++ | MessageId.SCHEDULED;
      }
    }
    List<Taken.Spot> spots = spots(places);
    remember(out, places, spots);
    return new Taken(-1, spots);
  }

  private long delay(Outbox out) {
    DelayedMessages before = partition.delayed();
    long number = before == null ? 0 : before.end();
    Records waiting = recordsOf(delayed);
    waiting.toList().forEach(record -> Message.stamp(record, now));
    out.delay(partition, number, waiting);
    out.emit(
        new Fact.Scheduled(
            partition.id().topicUid(), partition.id().partition(), waiting.size(), due.build()));
    return number;
  }

  private List<Taken.Spot> spots(long[] places) {
    List<Taken.Spot> spots = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      if (seen[i] != null) {
        spots.add(new Taken.Spot(seen[i].place(), seen[i].timeMillis(), true));
      } else if (twins[i] != null) {
        spots.add(new Taken.Spot(places[twins[i]], now, true));
      } else {
        spots.add(new Taken.Spot(places[i], now, false));
      }
    }
    return spots;
  }

  private void remember(Outbox out, long[] places, List<Taken.Spot> spots) {
    Longs.Builder halves = new Longs.Builder();
    Longs.Builder used = new Longs.Builder();
    Longs.Builder contents = new Longs.Builder();
    int duplicates = 0;
    for (int i = 0; i < records.size(); i++) {
      duplicates += spots.get(i).duplicate() ? 1 : 0;
      if (keys[i] != null) {
        halves.add(keys[i].first()).add(keys[i].second());
        used.add(places[i]);
        contents.add(checksums[i]);
      }
    }
    if (duplicates > 0 || !used.isEmpty()) {
      out.counts().duplicates += duplicates;
      out.emit(
          new Fact.Remembered(
              partition.id().topicUid(),
              partition.id().partition(),
              halves.build(),
              used.build(),
              contents.build(),
              duplicates));
    }
  }

  private Records recordsOf(List<Integer> indexes) {
    return Records.copyOf(indexes.stream().map(records::get).toList());
  }
}
