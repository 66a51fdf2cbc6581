package io.hotswap.broker.front;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Two-phase commit of one transaction. With one participant there is nothing to agree on. With
 * several: all prepare, the first decides, all resolve. What was decided counts, and nothing else:
 *
 * <pre>
 *   a Prepare fails  →  Decide(no)  →  Resolve(no)   →  the refusal
 *   all prepared     →  Decide(yes) →  Resolve(yes)  →  done      (who has acks resolves last)
 *                       Decide unknown               →  OutcomeUnknown; shards ask the first
 *                                     Resolve fails  →  OutcomeUnknown, though it is committed
 * </pre>
 *
 * Each of the three steps has a deadline, and a shard that is left alone settles its part itself.
 */
final class Commit {
  private static final int RESOLVE_TRIES = 3;

  private final Asking asking;
  private final Timers timers;
  private final long stepMillis;
  private final Transaction transaction;
  private final List<Participant> participants;

  Commit(
      Asking asking,
      FrontServices services,
      Transaction transaction,
      List<Participant> participants) {
    this.asking = asking;
    this.timers = services.timers();
    this.stepMillis = services.limits().transactionStep().toMillis();
    this.transaction = transaction;
    this.participants = participants;
  }

  Future<Transaction.Done> run() {
    if (participants.size() == 1) {
      Participant only = participants.get(0);
      ShardCommand command = new ShardCommand.Transact(transaction.id(), only.part());
      return within("transaction", ask(only, command)).map(reply -> done(List.of(reply)));
    }
    int coordinator = coordinator().shard();
    List<Future<ShardReply>> prepared = new ArrayList<>();
    for (Participant participant : participants) {
      prepared.add(
          within(
              "prepare",
              ask(
                  participant,
                  new ShardCommand.Prepare(transaction.id(), coordinator, participant.part()))));
    }
    return Future.join(prepared)
        .transform(done -> done.succeeded() ? commit() : abort(refusal(prepared)));
  }

  private Participant coordinator() {
    return participants.get(0);
  }

  private Future<Transaction.Done> commit() {
    return decide(true)
        .transform(
            (decided, cause) -> {
              if (cause == null) {
                return decided ? resolveAll() : letGo(decidedNo());
              }
              // A refused decision was not taken, so the opposite one still can be.
              return Verdicts.refused(cause) ? abort(cause) : Future.failedFuture(cause);
            });
  }

  /**
   * Decides against it and says why. An earlier call with the same id may have been decided for:
   * then that counts.
   */
  private Future<Transaction.Done> abort(Throwable why) {
    return decide(false)
        .transform(
            (decided, cause) -> {
              if (cause == null) {
                return decided ? resolveAll() : letGo(why);
              }
              return Future.failedFuture(
                  Verdicts.unknown("transaction " + transaction.id() + " is not decided", cause));
            });
  }

  private Future<Boolean> decide(boolean commit) {
    ShardCommand command = new ShardCommand.Decide(transaction.id(), commit);
    return within("decide", ask(coordinator(), command))
        .map(reply -> ((ShardReply.Decided) reply).commit());
  }

  /** A participant that cannot be told finds out by itself. */
  private Future<Transaction.Done> letGo(Throwable why) {
    List<Future<ShardReply>> told = new ArrayList<>();
    for (Participant participant : participants) {
      told.add(within("resolve", resolve(participant, false, 1)));
    }
    return Future.join(told).transform(done -> Future.failedFuture(why));
  }

  /**
   * Publishes first: only once they are there do acks let the next messages of their keys go, or
   * what those lead to could overtake what these led to.
   */
  private Future<Transaction.Done> resolveAll() {
    Map<Integer, Future<ShardReply>> resolved = new HashMap<>();
    return resolve(resolved, Participant::acksNothing)
        .compose(there -> resolve(resolved, one -> !one.acksNothing() && !one.publishesNothing()))
        .compose(there -> resolve(resolved, one -> !one.acksNothing() && one.publishesNothing()))
        .transform(
            (done, cause) ->
                cause == null
                    ? Future.succeededFuture(
                        done(
                            participants.stream()
                                .map(one -> resolved.get(one.shard()).result())
                                .toList()))
                    : Future.failedFuture(
                        Verdicts.unknown(
                            "transaction "
                                + transaction.id()
                                + " is committed, but not all of it has been answered (expected:"
                                + " the same again, for its results)",
                            cause)));
  }

  private Future<Void> resolve(
      Map<Integer, Future<ShardReply>> resolved, Predicate<Participant> which) {
    List<Future<ShardReply>> now = new ArrayList<>();
    for (Participant participant : participants) {
      if (which.test(participant)) {
        Future<ShardReply> reply = within("resolve", resolve(participant, true, RESOLVE_TRIES));
        resolved.put(participant.shard(), reply);
        now.add(reply);
      }
    }
    return Future.join(now).mapEmpty();
  }

  private Future<ShardReply> resolve(Participant participant, boolean commit, int tries) {
    return ask(participant, new ShardCommand.Resolve(transaction.id(), commit))
        .recover(
            cause ->
                tries > 1 ? resolve(participant, commit, tries - 1) : Future.failedFuture(cause));
  }

  /** The shard may have to be told of partitions it does not know yet. */
  private Future<ShardReply> ask(Participant participant, ShardCommand command) {
    return asking
        .shard(participant.shard(), command)
        .recover(
            cause ->
                Asking.is(cause, ErrorCode.TopicNotFound)
                    ? asking
                        .configure(participant.places())
                        .compose(done -> asking.shard(participant.shard(), command))
                    : Future.failedFuture(cause));
  }

  private Transaction.Done done(List<ShardReply> replies) {
    List<Published[]> results =
        transaction.publishes().stream()
            .map(publish -> new Published[publish.messages().count()])
            .toList();
    for (int i = 0; i < participants.size(); i++) {
      participants.get(i).collect(((ShardReply.Resolved) replies.get(i)).published(), results);
    }
    return new Transaction.Done(results.stream().map(Arrays::asList).toList());
  }

  /** That of a participant that said no, rather than one of which it is not known. */
  private Throwable refusal(List<Future<ShardReply>> prepared) {
    return prepared.stream()
        .filter(Future::failed)
        .map(Future::cause)
        .filter(Verdicts::refused)
        .findFirst()
        .orElseGet(
            () ->
                Problem.of(
                    ErrorCode.TransactionAborted,
                    "transaction " + transaction.id() + ": a participant did not answer"));
  }

  private Problem decidedNo() {
    return Problem.of(
        ErrorCode.TransactionAborted,
        "transaction "
            + transaction.id()
            + " was given up before (expected: another Idempotency-Key)");
  }

  /** What has not answered at the deadline may still be done. */
  private <T> Future<T> within(String step, Future<T> answer) {
    Promise<T> promise = Promise.promise();
    Problem late =
        Verdicts.unknown(
            "transaction "
                + transaction.id()
                + ": no answer to "
                + step
                + " in "
                + stepMillis
                + " ms",
            null);
    Timers.Running deadline = timers.once(stepMillis, () -> promise.tryFail(late));
    answer.onComplete(
        done -> {
          deadline.close();
          if (done.succeeded()) {
            promise.tryComplete(done.result());
          } else {
            promise.tryFail(done.cause());
          }
        });
    return promise.future();
  }
}
