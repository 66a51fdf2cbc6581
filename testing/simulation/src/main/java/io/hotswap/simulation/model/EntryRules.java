package io.hotswap.simulation.model;

import io.hotswap.broker.core.fact.Fact;
import io.hotswap.contracts.broker.DeadReason;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicSettings.Guarantee;
import io.hotswap.contracts.broker.TopicSettings.Unroutable;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.simulation.world.Judge;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Which messages may enter a partition, and why. */
final class EntryRules {
  /** Group and reason of an entry that no subscription wanted. */
  private static final String NOBODY = " null " + DeadReason.Unroutable;

  private final Judge judge;
  private final Asked asked;
  private final DurableLog log;
  private final LongSupplier latest;
  private final Map<String, Integer> copies = new HashMap<>();

  /** The partition of each key. */
  private final Map<String, Integer> homes = new HashMap<>();

  /**
   * @param latest the latest time that the clock ever had: it may have gone back since
   */
  EntryRules(Judge judge, Asked asked, DurableLog log, LongSupplier latest) {
    this.latest = latest;
    this.judge = judge;
    this.asked = asked;
    this.log = log;
  }

  void published(Turn turn, RefPartition p, Fact.Published f) {
    for (int i = 0; i < f.count(); i++) {
      ByteBuffer record = log.record(p.messages(), p.end());
      if (record == null) {
        judge.fail("published in " + p.name() + ": " + p.end() + ", which is not in the log");
        return;
      }
      Message message = Message.wrap(record);
      String name = Sent.name(record);
      judge.require(
          message.intact() && message.publishedAtMillis() == turn.time,
          p.name() + ": " + p.end() + " is damaged or stamped with another time");
      origin(turn, p, message, name);
      RefPartition.Entry entry =
          new RefPartition.Entry(
              name,
              message.key(),
              message.priority(),
              message.ttlMillis(),
              message.publishedAtMillis(),
              message.targetGroup(),
              message.originOffset(),
              record.remaining(),
              p.topic.holdsDeadLetters() ? why(message).getString("consumerGroup") : null,
              turn.number);
      p.add(entry);
      if (p.hasFilters() && !p.topic.holdsDeadLetters() && message.replays() == 0) {
        unwanted(turn, p, entry);
      }
    }
  }

  private static void unwanted(Turn turn, RefPartition p, RefPartition.Entry entry) {
    if (p.subscriptions.values().stream().noneMatch(s -> s.wants(p, entry))) {
      turn.unwanted.add(p.name() + " " + entry.name());
      TopicSettings settings = p.settings();
      if (settings.unroutable() == Unroutable.DeadLetter && settings.deadLetter().enabled()) {
        turn.deaths.add(p.topic.uid() + "/" + p.partition + " " + entry.name() + NOBODY);
      }
    }
  }

  /** The last ones that entered are meant. */
  void unroutable(Turn turn, RefPartition p, Fact.Unroutable f) {
    List<String> mine =
        turn.unwanted.stream().filter(name -> name.startsWith(p.name() + " ")).toList();
    judge.require(
        mine.size() == f.count(),
        p.name() + ": " + f.count() + " unroutable (expected: " + mine + ")");
    turn.unwanted.removeAll(mine);
  }

  private void origin(Turn turn, RefPartition p, Message message, String name) {
    String place = p.topic.baseUid() + "/" + p.partition + " " + name;
    if (p.topic.holdsDeadLetters()) {
      JsonObject why = why(message);
      turn.graves.add(place + " " + why.getString("consumerGroup") + " " + why.getString("reason"));
    } else if (message.originOffset() >= 0) {
      entered(turn, p, message, name);
    } else if (message.replays() > 0) {
      turn.revived.add(place + " for " + message.targetGroup());
    } else {
      fresh(turn, p, message, name);
    }
  }

  private static JsonObject why(Message entry) {
    return new JsonObject(entry.failure());
  }

  /** It must be one that waited. That it is entered is in a fact of the same append. */
  private void entered(Turn turn, RefPartition p, Message message, String name) {
    int number = (int) (message.originOffset() & ~MessageId.SCHEDULED);
    boolean known = number < p.delayed.size() && p.delayed.get(number).name.equals(name);
    judge.require(known, p.name() + ": entered " + name + ", which did not wait as " + number);
    if (known) {
      RefPartition.Delayed waiting = p.delayed.get(number);
      judge.require(
          waiting.end == null || waiting.end.startsWith("entered in " + turn.number),
          p.name() + ": entered " + name + ", which was " + waiting.end);
    }
  }

  private void fresh(Turn turn, RefPartition p, Message message, String name) {
    Sent sent = asked.sent(name);
    boolean same =
        sent != null
            && sent.topic().equals(p.topic.name())
            && sent.priority() == message.priority()
            && sent.ttl() == message.ttlMillis()
            && String.valueOf(sent.key()).equals(String.valueOf(message.key()));
    judge.require(same, p.name() + ": " + name + ", which nobody sent so");
    judge.require(!asked.isRefused(name), p.name() + ": " + name + ", which was refused");
    int copy = copies.merge(name, 1, Integer::sum);
    boolean once = sent != null && sent.transaction() != null;
    int most = once ? 1 : asked.sends(name);
    judge.require(copy <= most, p.name() + ": " + name + " is there " + copy + " times");
    if (once) {
      turn.dealt.add(sent.transaction());
    }
    String key = message.key() == null ? message.idempotencyKey() : message.key();
    if (key != null) {
      int home = homes.computeIfAbsent(p.topic.uid() + " " + key, k -> p.partition);
      judge.require(home == p.partition, p.name() + ": key " + key + ", which is in " + home);
    }
    deduplicated(turn, p, message.idempotencyKey());
  }

  private void deduplicated(Turn turn, RefPartition p, String key) {
    if (key == null || p.settings().deliveryGuarantee() != Guarantee.ExactlyOnce || !p.steady) {
      return;
    }
    Long before = p.seen.put(key, turn.time);
    judge.require(
        before == null || turn.time - before >= p.settings().dedup().windowMillis(),
        p.name() + ": idempotency key " + key + " is there twice");
  }

  void scheduled(Turn turn, RefPartition p, Fact.Scheduled f) {
    for (int i = 0; i < f.due().size(); i++) {
      ByteBuffer record = log.record(p.scheduled(), p.delayed.size());
      if (record == null) {
        judge.fail("scheduled in " + p.name() + ": " + p.delayed.size() + " is not in the log");
        return;
      }
      Message message = Message.wrap(record);
      judge.require(
          message.deliverAtMillis() == f.due().get(i), p.name() + ": due when it was not asked");
      String name = Sent.name(record);
      fresh(turn, p, message, name);
      p.delayed.add(new RefPartition.Delayed(name, f.due().get(i)));
    }
  }

  void entered(Turn turn, RefPartition p, Fact.Entered f) {
    for (int i = 0; i < f.numbers().size(); i++) {
      RefPartition.Delayed waiting = waiting(p, f.numbers().get(i), "entered");
      if (waiting != null) {
        waiting.end = "entered in " + turn.number;
        judge.require(
            waiting.due <= Math.max(turn.time, latest.getAsLong()),
            p.name() + ": entered " + waiting.name + " too early");
      }
      long offset = f.firstOffset() + i;
      ByteBuffer record = log.record(p.messages(), offset);
      judge.require(
          waiting == null || (record != null && Sent.name(record).equals(waiting.name)),
          p.name() + ": entered at " + offset + " is not what waited");
    }
  }

  void cancelled(RefPartition p, Fact.Cancelled f) {
    for (int i = 0; i < f.numbers().size(); i++) {
      RefPartition.Delayed waiting = waiting(p, f.numbers().get(i), "cancelled");
      if (waiting != null) {
        waiting.end = "cancelled";
      }
    }
  }

  private RefPartition.Delayed waiting(RefPartition p, long number, String what) {
    if (number >= p.delayed.size() || p.delayed.get((int) number).end != null) {
      judge.fail(what + " in " + p.name() + ": number " + number + ", which does not wait");
      return null;
    }
    return p.delayed.get((int) number);
  }

  int copies(String name) {
    return copies.getOrDefault(name, 0);
  }
}
