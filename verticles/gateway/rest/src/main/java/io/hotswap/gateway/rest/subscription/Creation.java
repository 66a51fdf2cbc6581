package io.hotswap.gateway.rest.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.http.TreeBodies;
import io.hotswap.gateway.rest.message.Places;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How subscriptions come into being, and a Queue's own gets its first settings. */
record Creation(
    BrokerPort broker, Retry retry, TreeBodies bodies, Filters filters, RandomGenerator random) {
  private static final SubscriptionSettings DEFAULT = SubscriptionSettings.DEFAULT;

  /** The one subscription of a Queue, on which the name of a group is but a label. */
  private static final String QUEUE_GROUP = "default";

  /** What is asked for. */
  private record Asked(TopicView topic, String group, StartAt from, SubscriptionSettings settings) {
    boolean unsigned() {
      return settings.push() != null && settings.push().secrets().isEmpty();
    }

    Asked signed(List<String> secrets) {
      return new Asked(topic, group, from, Creation.signed(settings, secrets));
    }
  }

  Future<Void> create(Call call) {
    return bodies
        .read(call)
        .compose(
            body -> {
              String name = call.allowed(body.path("topicName").asText());
              SubscriptionSettings settings = SubscriptionBody.over(body, DEFAULT);
              return retry
                  .ask(() -> broker.topic(name))
                  .compose(topic -> create(call, asked(body, topic, settings)));
            });
  }

  private Asked asked(JsonNode body, TopicView topic, SubscriptionSettings settings) {
    Asked asked = new Asked(topic, group(body, topic), from(body, topic), settings);
    filters.check(topic, settings.filter());
    return asked;
  }

  private Future<Void> create(Call call, Asked asked) {
    List<String> made = asked.unsigned() ? List.of(Endpoints.newSecret(random)) : List.<String>of();
    if (asked.topic().settings().type() == TopicType.Queue) {
      return existing(asked).compose(old -> configure(call, asked, old, made));
    }
    return make(asked.unsigned() ? asked.signed(made) : asked)
        .compose(
            done -> answer(call, done.created() ? 201 : 200, done.subscription(), made),
            error ->
                asked.unsigned() && exists(error)
                    ? existing(asked).compose(old -> same(call, asked, old.orElse(null)))
                    : Future.failedFuture(error));
  }

  private static boolean exists(Throwable error) {
    return error instanceof Problem problem && problem.code() == ErrorCode.SubscriptionExists;
  }

  /** NB: a topic may have very many, so they are looked through only when it must be. */
  private Future<Optional<SubscriptionView>> existing(Asked asked) {
    return retry
        .ask(() -> broker.subscriptions(asked.topic().name()))
        .map(all -> all.stream().filter(one -> one.group().equals(asked.group())).findFirst());
  }

  /** Secrets that it has already count as those asked for: else the same again were another. */
  private static Asked withKnown(Asked asked, SubscriptionView old) {
    boolean known = asked.unsigned() && old != null && old.settings().push() != null;
    return known ? asked.signed(old.settings().push().secrets()) : asked;
  }

  private static Future<Void> same(Call call, Asked asked, SubscriptionView old) {
    if (old == null || !withKnown(asked, old).settings().equals(old.settings())) {
      throw others(asked);
    }
    return answer(call, 200, old, List.of());
  }

  private static Problem others(Asked asked) {
    return Problem.of(
        ErrorCode.SubscriptionExists,
        "consumerGroup: %s of %s has other settings (expected: the same, or PUT to change them)"
            .formatted(asked.group(), asked.topic().name()));
  }

  /** A Queue's subscription is there from the beginning: its first settings make it. */
  private Future<Void> configure(
      Call call, Asked asked, Optional<SubscriptionView> old, List<String> made) {
    boolean first = old.filter(one -> !one.settings().equals(DEFAULT)).isEmpty();
    if (!first || (old.isPresent() && asked.settings().equals(DEFAULT))) {
      return same(call, asked, old.get());
    }
    return make(made.isEmpty() ? asked : asked.signed(made))
        .compose(done -> answer(call, 201, done.subscription(), made));
  }

  private Future<BrokerPort.CreatedSubscription> make(Asked asked) {
    return retry.ask(
        () ->
            broker.createSubscription(
                asked.topic().name(), asked.group(), asked.from(), asked.settings()));
  }

  private static Future<Void> answer(
      Call call, int status, SubscriptionView view, List<String> shown) {
    List<String> fresh = status == 201 ? shown : List.of();
    return call.json(
        status,
        "/api/v1/subscriptions/" + view.id(),
        out -> SubscriptionViews.subscription(out, view, fresh));
  }

  private static String group(JsonNode body, TopicView topic) {
    String group = body.path("consumerGroup").asText(null);
    if (topic.settings().type() == TopicType.Queue) {
      return QUEUE_GROUP;
    }
    if (group == null) {
      throw Problem.badRequest("/consumerGroup", "missing (expected: a name, for a PubSub topic)");
    }
    return group;
  }

  private static StartAt from(JsonNode body, TopicView topic) {
    String text = body.path("from").asText(null);
    boolean queue = topic.settings().type() == TopicType.Queue;
    if (text == null) {
      return queue ? StartAt.EARLIEST : StartAt.LATEST;
    }
    StartAt place = place("from", text);
    if (queue && place.kind() != StartAt.Kind.EARLIEST) {
      throw Problem.of(
          ErrorCode.Conflict,
          "/from: " + text + " (expected: earliest, as a Queue is read from its beginning)");
    }
    return place;
  }

  static StartAt place(String field, String text) {
    return Places.parse(text)
        .orElseThrow(
            () -> Problem.badRequest("/" + field, text + " (expected: " + Places.EXPECTED + ")"));
  }

  /** The same with other secrets. */
  static SubscriptionSettings signed(SubscriptionSettings asked, List<String> secrets) {
    Push push = asked.push();
    return new SubscriptionSettings(
        asked.type(),
        asked.filter(),
        asked.maxInFlight(),
        asked.expireAfterIdleMillis(),
        asked.paused(),
        new Push(push.endpoint(), secrets, push.batchSize(), push.timeoutMillis(), push.breaker()));
  }
}
