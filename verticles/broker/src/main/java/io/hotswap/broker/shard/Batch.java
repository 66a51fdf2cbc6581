package io.hotswap.broker.shard;

import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What one turn decided, and whom to answer when it is durable. */
final class Batch {
  /** A reply may still be fetched when its facts are durable already. */
  private record Answer(Work work, Future<ShardReply> reply) {
    void send(OwnerLease lease, int shard) {
      if (reply.isComplete()) {
        reply.onComplete(work.reply::tryComplete, work::fail);
      } else {
        // What is fetched later may come when somebody else owns the shard.
        reply.onComplete(
            r -> {
              if (lease.isHeld()) {
                work.reply.tryComplete(r);
              } else {
                work.fail(problemOf(LogException.Kind.FENCED, shard));
              }
            },
            work::fail);
      }
    }
  }

  final Outbox outbox;
  private final boolean eager;
  private final List<Answer> answers = new ArrayList<>();
  private final List<Runnable> effects = new ArrayList<>();
  private final List<Batch> followers = new ArrayList<>();
  private final List<Runnable> atOnce = new ArrayList<>();
  private final List<Consumer<Throwable>> failures = new ArrayList<>();

  /** Bytes that the log has room for, -1 until it was asked. */
  private long room = -1;

  /** The registry as of this batch if it changed it, else null. */
  List<TopicView> topics;

  /**
   * A batch that nothing was decided in yet.
   *
   * @param eager whether anything may be answered before it is durable: not by an owner that may
   *     have been fenced
   */
  Batch(Outbox outbox, boolean eager) {
    this.outbox = outbox;
    this.eager = eager;
  }

  /** Whether the log has room for so many bytes more; it is asked once. */
  boolean takeRoom(LogStore store, int bytes) {
    room = room < 0 ? store.usage().freeBytes() : room;
    boolean fits = room >= bytes;
    room -= fits ? bytes : 0;
    return fits;
  }

  void answer(Work work, ShardReply reply) {
    answers.add(new Answer(work, Future.succeededFuture(reply)));
  }

  void answer(Work work, Future<ShardReply> reply) {
    answers.add(new Answer(work, reply));
  }

  void refuse(Work work, Throwable problem) {
    answers.add(new Answer(work, Future.failedFuture(problem)));
  }

  /** Runs when durable, before the answers. */
  void effect(Runnable effect) {
    effects.add(effect);
  }

  /** Answers as soon as the append is on its way, if it may. */
  void answerAtOnce(Work work, ShardReply reply) {
    if (eager) {
      atOnce.add(() -> work.reply.tryComplete(reply));
    } else {
      answer(work, reply);
    }
  }

  /** Runs as soon as the append is on its way. */
  void atOnce(Runnable act) {
    atOnce.add(act);
  }

  void onFail(Consumer<Throwable> failure) {
    failures.add(failure);
  }

  void actAtOnce() {
    atOnce.forEach(Runnable::run);
  }

  /** A batch that decided nothing, and is answered right after this one. */
  void follow(Batch next) {
    followers.add(next);
  }

  /**
   * Answers, if the owner still is one: an owner that stood still may have been followed by another
   * that knows better. What was written stays, so that nobody knows is all that can be said.
   */
  void release(OwnerLease lease, int shard) {
    effects.forEach(Runnable::run);
    if (lease.isHeld()) {
      answers.forEach(a -> a.send(lease, shard));
    } else {
      Problem problem = outbox.isEmpty() ? problemOf(LogException.Kind.FENCED, shard) : late(shard);
      answers.forEach(a -> a.work().fail(problem));
    }
    followers.forEach(f -> f.release(lease, shard));
  }

  private static Problem late(int shard) {
    return Problem.of(
        ErrorCode.OutcomeUnknown,
        "shard " + shard + ": its lease ended before this was answered; it may or may not be done");
  }

  void fail(Throwable cause) {
    answers.forEach(answer -> answer.work().fail(cause));
    failures.forEach(failure -> failure.accept(cause));
    followers.forEach(follower -> follower.fail(cause));
  }

  /** Whether nothing was written decides whether the asker may simply try again. */
  static Problem problemOf(LogException.Kind kind, int shard) {
    return switch (kind) {
      case FENCED -> Problem.of(ErrorCode.Moved, "shard " + shard + " is not owned here now");
      case FULL ->
          Problem.retryLater(
              ErrorCode.TooManyRequests, "the log has no room for more messages now", 1);
      default ->
          Problem.of(
              ErrorCode.OutcomeUnknown,
              "shard " + shard + ": the log did not confirm this; it may or may not be done");
    };
  }
}
