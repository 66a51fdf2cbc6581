package io.hotswap.gateway.rest.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.http.TreeBodies;
import io.hotswap.gateway.rest.message.Places;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Subscriptions: create, list, read, change, delete, seek, pause, resume.
 *
 * @param random for secrets, so a secure one
 */
public record Subscriptions(
    BrokerPort broker,
    Retry retry,
    TreeBodies bodies,
    Filters filters,
    Clock clock,
    RandomGenerator random) {
  /** The one subscription of a Queue. */
  private static final String QUEUE_GROUP = "default";

  public Map<String, Handler> handlers() {
    return Map.of(
        "createSubscription", this::create,
        "listSubscriptions", this::list,
        "getSubscription", this::get,
        "updateSubscription", this::update,
        "deleteSubscription", this::delete,
        "seekSubscription", this::seek,
        "pauseSubscription", this::pause,
        "resumeSubscription", this::resume);
  }

  private Future<Void> create(Call call) {
    return bodies
        .read(call)
        .compose(
            body -> {
              String name = call.allowed(body.path("topicName").asText());
              SubscriptionSettings asked =
                  SubscriptionBody.over(body, SubscriptionSettings.DEFAULT);
              return retry
                  .ask(() -> broker.topic(name))
                  .compose(topic -> create(call, body, topic, asked));
            });
  }

  private Future<Void> create(
      Call call, JsonNode body, TopicView topic, SubscriptionSettings asked) {
    String group = group(body, topic);
    StartAt from = from(body, topic);
    checkFilter(topic, asked);
    boolean secretNeeded = asked.push() != null && asked.push().secrets().isEmpty();
    if (!secretNeeded) {
      return make(call, topic, group, from, asked, List.of());
    }
    return existing(topic, group)
        .compose(
            secrets -> {
              List<String> made = List.of(Endpoints.newSecret(random));
              return secrets.isEmpty()
                  ? make(call, topic, group, from, signed(asked, made), made)
                  : make(call, topic, group, from, signed(asked, secrets), List.of());
            });
  }

  /** Secrets that the group has already: the same create again must not count as another. */
  private Future<List<String>> existing(TopicView topic, String group) {
    return retry
        .ask(() -> broker.subscriptions(topic.name()))
        .map(
            all ->
                all.stream()
                    .filter(one -> one.group().equals(group) && one.settings().push() != null)
                    .map(one -> one.settings().push().secrets())
                    .findFirst()
                    .orElse(List.of()));
  }

  private static SubscriptionSettings signed(SubscriptionSettings asked, List<String> secrets) {
    Push push = asked.push();
    return new SubscriptionSettings(
        asked.type(),
        asked.filter(),
        asked.maxInFlight(),
        asked.expireAfterIdleMillis(),
        asked.paused(),
        new Push(push.endpoint(), secrets, push.batchSize(), push.timeoutMillis(), push.breaker()));
  }

  private Future<Void> make(
      Call call,
      TopicView topic,
      String group,
      StartAt from,
      SubscriptionSettings settings,
      List<String> shown) {
    return retry
        .ask(() -> broker.createSubscription(topic.name(), group, from, settings))
        .compose(
            made -> {
              SubscriptionView view = made.subscription();
              return made.created() || !shown.isEmpty()
                  ? call.json(
                      made.created() ? 201 : 200,
                      "/api/v1/subscriptions/" + view.id(),
                      out -> SubscriptionViews.subscription(out, view, shown))
                  : answer(call, view);
            });
  }

  private static String group(JsonNode body, TopicView topic) {
    String group = body.path("consumerGroup").asText(null);
    if (topic.settings().type() == TopicType.PubSub) {
      if (group == null) {
        throw Problem.badRequest(
            "/consumerGroup", "missing (expected: a name, for a PubSub topic)");
      }
      return group;
    }
    if (group != null && !group.equals(QUEUE_GROUP)) {
      throw conflict("consumerGroup", group, QUEUE_GROUP + ", the one subscription of a Queue");
    }
    return QUEUE_GROUP;
  }

  private static StartAt from(JsonNode body, TopicView topic) {
    String text = body.path("from").asText(null);
    boolean queue = topic.settings().type() == TopicType.Queue;
    if (text == null) {
      return queue ? StartAt.EARLIEST : StartAt.LATEST;
    }
    StartAt place = place("from", text);
    if (queue && place.kind() != StartAt.Kind.EARLIEST) {
      throw conflict("from", text, "earliest, as a Queue is read from its beginning");
    }
    return place;
  }

  private static StartAt place(String field, String text) {
    return Places.parse(text)
        .orElseThrow(
            () -> Problem.badRequest("/" + field, text + " (expected: " + Places.EXPECTED + ")"));
  }

  private void checkFilter(TopicView topic, SubscriptionSettings settings) {
    if (settings.filter() == null) {
      return;
    }
    filters.check(settings.filter());
    String strategy = topic.settings().routingStrategy();
    if (!strategy.equals("ContentBased")) {
      throw conflict("filter", "given", "not given, as the topic's strategy is " + strategy);
    }
  }

  private static Problem conflict(String field, String value, String expected) {
    return Problem.of(
        ErrorCode.Conflict, "/" + field + ": " + value + " (expected: " + expected + ")");
  }

  private Future<Void> list(Call call) {
    String topic = call.query().name("topicName").map(call::allowed).orElse(null);
    return retry
        .ask(() -> broker.subscriptions(topic))
        .compose(
            all -> {
              Function<SubscriptionView, String> place =
                  one -> one.topicName() + "/%010d".formatted(one.number());
              List<SubscriptionView> mine =
                  all.stream()
                      .filter(one -> call.principal().mayTouch(one.topicName()))
                      .sorted(Comparator.comparing(place))
                      .toList();
              return Page.sorted(
                  call,
                  mine,
                  place,
                  (out, one) -> out.nested(s -> SubscriptionViews.subscription(s, one, List.of())));
            });
  }

  private Future<Void> get(Call call) {
    return state(call)
        .compose(
            state -> call.json(200, out -> SubscriptionViews.state(out, state, clock.millis())));
  }

  /** The subscription that the path names, if the caller may touch its topic. */
  private Future<SubscriptionState> state(Call call) {
    SubscriptionView.Id id = id(call);
    return retry
        .ask(() -> broker.subscription(id))
        .map(
            state -> {
              call.allowed(state.subscription().topicName());
              return state;
            });
  }

  private static SubscriptionView.Id id(Call call) {
    String text = call.path("id");
    return SubscriptionView.Id.parse(text)
        .orElseThrow(
            () ->
                Problem.of(
                    ErrorCode.SubscriptionNotFound,
                    "subscription: " + text + " (expected: the id of one)"));
  }

  private Future<Void> update(Call call) {
    return bodies
        .read(call)
        .compose(body -> state(call).compose(state -> update(call, body, state.subscription())));
  }

  private Future<Void> update(Call call, JsonNode body, SubscriptionView old) {
    checkSame(body, "topicName", old.topicName());
    checkSame(body, "consumerGroup", old.group());
    SubscriptionSettings asked = SubscriptionBody.over(body, old.settings());
    boolean unsigned = asked.push() != null && asked.push().secrets().isEmpty();
    List<String> made = unsigned ? List.of(Endpoints.newSecret(random)) : List.of();
    SubscriptionSettings settings = unsigned ? signed(asked, made) : asked;
    return retry
        .ask(() -> broker.topic(old.topicName()))
        .compose(
            topic -> {
              if (!Objects.equals(settings.filter(), old.settings().filter())) {
                checkFilter(topic, settings);
              }
              return retry.ask(() -> broker.updateSubscription(id(call), settings));
            })
        .compose(now -> call.json(200, out -> SubscriptionViews.subscription(out, now, made)));
  }

  private static void checkSame(JsonNode body, String field, String value) {
    String given = body.path(field).asText(value);
    if (!given.equals(value)) {
      throw Problem.badRequest(
          "/" + field, given + " (expected: " + value + ", as it cannot be changed)");
    }
  }

  private Future<Void> delete(Call call) {
    return state(call)
        .compose(state -> retry.ask(() -> broker.deleteSubscription(id(call))))
        .compose(done -> call.noContent());
  }

  private Future<Void> seek(Call call) {
    return bodies
        .read(call)
        .compose(
            body -> {
              StartAt to = place("to", body.path("to").asText());
              return state(call).compose(state -> retry.ask(() -> broker.seek(id(call), to)));
            })
        .compose(done -> call.noContent());
  }

  private Future<Void> pause(Call call) {
    return state(call)
        .compose(
            state -> {
              SubscriptionSettings paused = state.subscription().settings().paused(true);
              return retry.ask(() -> broker.updateSubscription(id(call), paused));
            })
        .compose(now -> answer(call, now));
  }

  private Future<Void> resume(Call call) {
    return state(call)
        .compose(state -> retry.ask(() -> broker.resume(id(call))))
        .compose(now -> answer(call, now));
  }

  private static Future<Void> answer(Call call, SubscriptionView view) {
    return call.json(200, out -> SubscriptionViews.subscription(out, view, List.of()));
  }
}
