package io.hotswap.broker.shard;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.vertx.core.Promise;

/** A command, or an errand of the shard's own, that waits for its turn or its answer. */
final class Work {
  /** What an errand of the shard does in its turn. */
  @FunctionalInterface
  interface Turn {
    void take(Work work, Batch batch);
  }

  final ShardCommand command;
  final Turn turn;
  final Promise<ShardReply> reply;
  final long arrivedNanos;

  /** How often it had to fetch messages first. */
  int fetches;

  /** The offset that its time stands for, once the log was asked; -1 before. */
  long resolved = -1;

  Work(ShardCommand command, Promise<ShardReply> reply, long arrivedNanos) {
    this(command, null, reply, arrivedNanos);
  }

  private Work(ShardCommand command, Turn turn, Promise<ShardReply> reply, long arrivedNanos) {
    this.command = command;
    this.turn = turn;
    this.reply = reply;
    this.arrivedNanos = arrivedNanos;
  }

  static Work errand(Promise<ShardReply> reply, long arrivedNanos, Turn turn) {
    return new Work(null, turn, reply, arrivedNanos);
  }

  /** What it keeps in memory. */
  int bytes() {
    return command instanceof ShardCommand.Publish publish ? publish.messages().size() : 0;
  }

  void fail(Throwable cause) {
    reply.tryFail(cause);
  }
}
