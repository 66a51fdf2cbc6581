package io.hotswap.broker;

import io.hotswap.broker.front.Front;
import io.hotswap.broker.shard.Errands;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errands of shards, run through the port: whoever owns the other shard does them. */
record PortErrands(ShardPort port, Supplier<Front> front) implements Errands {
  private static final Logger LOG = LoggerFactory.getLogger(PortErrands.class);
  private static final int REGISTRY_SHARD = 0;

  @Override
  public Future<Void> announce(TopicView topic) {
    return home(port.ask(REGISTRY_SHARD, new ShardCommand.AnnounceTopic(topic)).mapEmpty());
  }

  @Override
  public Future<Boolean> decide(int coordinator, String transaction) {
    return home(
        port.ask(coordinator, new ShardCommand.Decide(transaction, false))
            .map(reply -> ((ShardReply.Decided) reply).commit()));
  }

  /** Other shards answer on threads of their own, and other nodes on any. */
  private static <T> Future<T> home(Future<T> answer) {
    Context asker = Vertx.currentContext();
    if (asker == null) {
      return answer;
    }
    Promise<T> promise = Promise.promise();
    answer.onComplete(done -> asker.runOnContext(turn -> promise.handle(done)));
    return promise.future();
  }

  @Override
  public void retire(SubscriptionView.Id id) {
    front
        .get()
        .deleteSubscription(id)
        .onFailure(e -> LOG.warn("subscription {} stays for now: {}", id, e.toString()));
  }
}
