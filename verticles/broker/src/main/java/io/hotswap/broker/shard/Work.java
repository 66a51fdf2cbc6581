package io.hotswap.broker.shard;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.vertx.core.Promise;

/** A command that waits for its turn or its answer. */
final class Work {
  final ShardCommand command;
  final Promise<ShardReply> reply;
  final long arrivedNanos;

  /** How often it had to fetch messages first. */
  int fetches;

  Work(ShardCommand command, Promise<ShardReply> reply, long arrivedNanos) {
    this.command = command;
    this.reply = reply;
    this.arrivedNanos = arrivedNanos;
  }

  /** What it keeps in memory. */
  int bytes() {
    return command instanceof ShardCommand.Publish publish ? publish.messages().size() : 0;
  }

  void fail(Throwable cause) {
    reply.tryFail(cause);
  }
}
