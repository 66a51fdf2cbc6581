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
import java.util.Optional;
import java.util.function.IntFunction;

/** Asks shards: once more when one has just moved, and again after telling it what it lacks. */
final class Asking {
  private static final int REGISTRY_SHARD = 0;

  private final ShardPort port;
  private final int shards;

  Asking(FrontServices services) {
    this.port = services.port();
    this.shards = services.shards();
  }

  int shards() {
    return shards;
  }

  int shardOf(TopicView topic, int partition) {
    return Hashing.shardOf(topic.placement(), partition, shards);
  }

  Future<ShardReply> registry(ShardCommand command) {
    return shard(REGISTRY_SHARD, command);
  }

  /** The registry as of now. */
  Future<List<TopicView>> topics() {
    return registry(new ShardCommand.ListTopics())
        .map(reply -> ((ShardReply.Topics) reply).topics());
  }

  Future<ShardReply> shard(int shard, ShardCommand command) {
    return port.ask(shard, command)
        .recover(
            cause ->
                is(cause, ErrorCode.Moved) ? port.ask(shard, command) : Future.failedFuture(cause));
  }

  /** The command goes to the shard of the partition, which is told of it if it must be. */
  Future<ShardReply> partition(TopicView topic, int partition, ShardCommand command) {
    int shard = shardOf(topic, partition);
    return shard(shard, command)
        .recover(
            cause ->
                is(cause, ErrorCode.TopicNotFound)
                    ? requireThere(topic, cause)
                        .compose(there -> configure(topic, partition))
                        .compose(done -> shard(shard, command))
                    : Future.failedFuture(cause));
  }

  /** Empty if the shard does not know the partition: for what must not make it known. */
  Future<Optional<ShardReply>> present(TopicView topic, int partition, ShardCommand command) {
    return shard(shardOf(topic, partition), command)
        .map(Optional::of)
        .recover(
            cause ->
                is(cause, ErrorCode.TopicNotFound)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(cause));
  }

  /** Makes the partition known to its shard; a crash may have come between that and the topic. */
  Future<ShardReply> configure(TopicView topic, int partition) {
    return shard(shardOf(topic, partition), new ShardCommand.Configure(topic, partition));
  }

  /** Makes all of these known to their shards, unless their topics are gone. */
  Future<Void> configure(List<Participant.Place> places) {
    List<Future<ShardReply>> done = new ArrayList<>();
    for (Participant.Place place : places) {
      Problem gone = Topics.topicNotFound(place.topic().name());
      done.add(
          requireThere(place.topic(), gone)
              .compose(there -> configure(place.topic(), place.partition())));
    }
    return results(done).mapEmpty();
  }

  Future<List<ShardReply>> configureAll(TopicView topic) {
    return over(topic, 0, p -> configure(topic, p));
  }

  /** Asks every partition at once; replies by partition. */
  Future<List<ShardReply>> all(TopicView topic, IntFunction<ShardCommand> command) {
    return over(topic, 0, p -> partition(topic, p, command.apply(p)));
  }

  /** All partitions from {@code first} on at once; results by partition. */
  static <T> Future<List<T>> over(TopicView topic, int first, IntFunction<Future<T>> action) {
    List<Future<T>> futures = new ArrayList<>();
    for (int p = first; p < topic.settings().partitions(); p++) {
      futures.add(action.apply(p));
    }
    return results(futures);
  }

  static <T> Future<List<T>> results(List<Future<T>> futures) {
    return Future.join(futures).map(done -> futures.stream().map(Future::result).toList());
  }

  static boolean is(Throwable cause, ErrorCode code) {
    return cause instanceof Problem problem && problem.code() == code;
  }

  /**
   * A caller's copy may be older than the end of its topic: that must not bring it back. Nor is the
   * copy of a standby asked, which may not have heard of it yet.
   */
  private Future<Void> requireThere(TopicView topic, Throwable cause) {
    return topics()
        .compose(
            topics ->
                new Catalog(topics).byUid(topic.uid()) == null
                    ? Future.failedFuture(cause)
                    : Future.succeededFuture());
  }
}
