package io.hotswap.broker.front;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Subscriptions of many topics. */
final class SubscriptionLists {
  /** Topics asked at once, so that a long list leaves room for other commands. */
  private static final int TOPICS_AT_ONCE = 64;

  private static final Comparator<SubscriptionView> ORDER =
      Comparator.comparing(SubscriptionView::topicName).thenComparing(SubscriptionView::number);

  private final Asking asking;
  private final Topics topics;
  private final Subscriptions subscriptions;

  SubscriptionLists(Asking asking, Topics topics, Subscriptions subscriptions) {
    this.asking = asking;
    this.topics = topics;
    this.subscriptions = subscriptions;
  }

  /** Of one topic, or of all with null. */
  Future<List<SubscriptionView>> of(String topicName) {
    if (topicName != null) {
      return topics.with(topicName, subscriptions::ofTopic).map(this::sorted);
    }
    List<SubscriptionView> all = new ArrayList<>();
    return topics.list().compose(list -> gather(list, 0, all)).map(done -> sorted(all));
  }

  Future<List<SubscriptionView>> push() {
    List<Future<List<SubscriptionView>>> found = new ArrayList<>();
    for (int shard = 0; shard < asking.shards(); shard++) {
      found.add(
          asking
              .shard(shard, new ShardCommand.ListSubscriptions(0))
              .map(reply -> ((ShardReply.Subscriptions) reply).subscriptions()));
    }
    return Asking.results(found)
        .map(lists -> sorted(lists.stream().flatMap(List::stream).toList()));
  }

  private Future<Void> gather(List<TopicView> list, int from, List<SubscriptionView> all) {
    if (from >= list.size()) {
      return Future.succeededFuture();
    }
    int to = Math.min(list.size(), from + TOPICS_AT_ONCE);
    List<Future<List<SubscriptionView>>> found =
        list.subList(from, to).stream().map(this::ofTopicIfThere).toList();
    return Asking.results(found)
        .compose(
            lists -> {
              lists.forEach(all::addAll);
              return gather(list, to, all);
            });
  }

  /** A topic may go while the list is made. */
  private Future<List<SubscriptionView>> ofTopicIfThere(TopicView topic) {
    return subscriptions
        .ofTopic(topic)
        .recover(
            cause ->
                Asking.is(cause, ErrorCode.TopicNotFound)
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(cause));
  }

  private List<SubscriptionView> sorted(List<SubscriptionView> views) {
    return views.stream().sorted(ORDER).toList();
  }
}
