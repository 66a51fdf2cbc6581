package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Decider;
import io.hotswap.broker.core.fact.Fact;
import io.hotswap.broker.core.state.Transactions;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of transactions, and what becomes of those that nobody resolves. */
final class TransactionCommands {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionCommands.class);
  private static final int ASKED_AT_ONCE = 100;

  private final OwnerParts parts;
  private final Decider decider;

  /** When the coordinator was asked about a transaction: who never answers is asked again. */
  private final Map<String, Long> asking = new HashMap<>();

  TransactionCommands(OwnerParts parts) {
    this.parts = parts;
    this.decider = parts.decider();
  }

  /** False if it is about something else. */
  boolean perform(Work work, Batch batch) {
    if (work.command instanceof ShardCommand.Transact c) {
      requireRoom(bytesOf(c.part()));
      int before = batch.outbox.facts().size();
      List<List<Fact.Resolved.Published>> published = decider.transact(c, parts.durableEnds());
      count(work, batch, before, published);
      batch.answer(work, resolved(published));
    } else if (work.command instanceof ShardCommand.Prepare c) {
      requireRoom(bytesOf(c.part()));
      decider.prepare(c, parts.durableEnds());
      batch.answer(work, new ShardReply.Done());
    } else if (work.command instanceof ShardCommand.Decide c) {
      batch.answer(work, new ShardReply.Decided(decider.decide(c)));
    } else if (work.command instanceof ShardCommand.Resolve c) {
      batch.answer(work, resolved(resolve(work, batch, c.id(), c.commit())));
    } else {
      return false;
    }
    return true;
  }

  private List<List<Fact.Resolved.Published>> resolve(
      Work work, Batch batch, String id, boolean commit) {
    int before = batch.outbox.facts().size();
    List<List<Fact.Resolved.Published>> published = decider.resolve(id, commit);
    count(work, batch, before, published);
    return published;
  }

  private static long bytesOf(ShardCommand.Part part) {
    return part.publishes().stream().mapToLong(p -> p.messages().size()).sum();
  }

  /** An append that finds no room ends the owner: so it is not tried. */
  private void requireRoom(long bytes) {
    if (bytes > 0 && parts.services().store().usage().freeBytes() < bytes) {
      throw Problem.retryLater(
          ErrorCode.TooManyRequests, "the log has no room for the transaction's messages now", 1);
    }
  }

  /** Not again what was only answered again. */
  private void count(
      Work work, Batch batch, int before, List<List<Fact.Resolved.Published>> published) {
    int messages = published.stream().mapToInt(List::size).sum();
    if (messages > 0 && batch.outbox.facts().size() > before) {
      long nanos = parts.services().nanos().getAsLong() - work.arrivedNanos;
      batch.effect(() -> parts.services().meters().published(messages, nanos));
    }
  }

  private ShardReply resolved(List<List<Fact.Resolved.Published>> published) {
    Durability durability = parts.services().store().durability();
    return new ShardReply.Resolved(
        published.stream()
            .map(
                publish ->
                    publish.stream()
                        .map(
                            one ->
                                new Published(
                                    one.topicUid(),
                                    one.partition(),
                                    one.place(),
                                    one.timeMillis(),
                                    one.duplicate(),
                                    durability))
                        .toList())
            .toList());
  }

  /**
   * Asks about parts that have waited for long. To ask is to have it decided against, unless it was
   * decided before: whoever began it has come too late then.
   */
  void tick() {
    long now = parts.services().clock().millis();
    long nanos = parts.services().nanos().getAsLong();
    Duration doubtMax = parts.services().config().transactionDoubt();
    asking.values().removeIf(asked -> nanos - asked >= doubtMax.toNanos());
    for (Transactions.Doubt doubt : decider.state().transactions().doubts()) {
      if (asking.size() >= ASKED_AT_ONCE || now - doubt.sinceMillis() < doubtMax.toMillis()) {
        return;
      }
      boolean due = now - doubt.sinceMillis() >= patience(doubt.part(), doubtMax).toMillis();
      if (due && asking.putIfAbsent(doubt.part().id(), nanos) == null) {
        ask(doubt.part());
      }
    }
  }

  /**
   * Publishes first, as whoever commits has it: only once they are there do acks let the next
   * messages of their keys go. Parts that are left alone know no other order than that of time.
   */
  private static Duration patience(Fact.Prepared part, Duration doubtMax) {
    if (part.acks().isEmpty()) {
      return doubtMax;
    }
    return doubtMax.plus(doubtMax.dividedBy(part.publishes().isEmpty() ? 2 : 4));
  }

  private void ask(Fact.Prepared part) {
    parts
        .services()
        .errands()
        .decide(part.coordinator(), part.id())
        .onComplete(
            commit -> parts.listener().again(resolving(part.id(), commit)),
            cause -> {
              asking.remove(part.id());
              LOG.warn(
                  "shard {}: transaction {} is still in doubt: {}",
                  parts.shard(),
                  part.id(),
                  cause.toString());
            });
  }

  private Work resolving(String id, boolean commit) {
    Promise<ShardReply> done = Promise.promise();
    done.future().onComplete(any -> asking.remove(id));
    return Work.errand(
        done,
        parts.services().nanos().getAsLong(),
        (work, batch) -> {
          if (decider.state().transactions().prepared(id) != null) {
            resolve(work, batch, id, commit);
          }
          batch.answer(work, new ShardReply.Done());
        });
  }
}
