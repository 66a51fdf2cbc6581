package io.hotswap.broker.front;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Hashing;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Asks shards: once more when one has just moved, and again after telling it what it lacks. */
final class Asking {
  private static final int REGISTRY_SHARD = 0;

  private final ShardPort port;
  private final int shards;

  Asking(ShardPort port, int shards) {
    this.port = port;
    this.shards = shards;
  }

  Future<ShardReply> registry(ShardCommand command) {
    return ask(REGISTRY_SHARD, command);
  }

  /** The command goes to the shard of the partition. */
  Future<ShardReply> partition(TopicView topic, int partition, ShardCommand command) {
    int shard = Hashing.shardOf(topic.placement(), partition, shards);
    return ask(shard, command)
        .recover(
            cause ->
                is(cause, ErrorCode.TopicNotFound)
                    ? configure(topic, partition).compose(done -> ask(shard, command))
                    : Future.failedFuture(cause));
  }

  /** Makes the partition known to its shard; a crash may have come between that and the topic. */
  Future<ShardReply> configure(TopicView topic, int partition) {
    int shard = Hashing.shardOf(topic.placement(), partition, shards);
    return ask(shard, new ShardCommand.Configure(topic, partition));
  }

  /** Asks every partition at once; replies by partition. */
  Future<List<ShardReply>> all(TopicView topic, IntFunction<ShardCommand> command) {
    List<Future<ShardReply>> replies = new ArrayList<>();
    for (int p = 0; p < topic.settings().partitions(); p++) {
      replies.add(partition(topic, p, command.apply(p)));
    }
    return results(replies);
  }

  static <T> Future<List<T>> results(List<Future<T>> futures) {
    return Future.join(futures).map(done -> futures.stream().map(Future::result).toList());
  }

  static boolean is(Throwable cause, ErrorCode code) {
    return cause instanceof Problem problem && problem.code() == code;
  }

  private Future<ShardReply> ask(int shard, ShardCommand command) {
    return port.ask(shard, command)
        .recover(
            cause ->
                is(cause, ErrorCode.Moved) ? port.ask(shard, command) : Future.failedFuture(cause));
  }
}
