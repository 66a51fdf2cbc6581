package io.hotswap.gateway.rest.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.StartAt;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionState;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.http.TreeBodies;
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
  private static final Comparator<SubscriptionView> ORDER =
      Comparator.comparing(SubscriptionView::topicName).thenComparing(SubscriptionView::number);

  public Map<String, Handler> handlers() {
    return Map.of(
        "createSubscription", new Creation(broker, retry, bodies, filters, random)::create,
        "listSubscriptions", this::list,
        "getSubscription", this::get,
        "updateSubscription", this::update,
        "deleteSubscription", this::delete,
        "seekSubscription", this::seek,
        "pauseSubscription", this::pause,
        "resumeSubscription", this::resume);
  }

  private Future<Void> list(Call call) {
    String topic = call.query().name("topicName").map(call::allowed).orElse(null);
    return retry
        .ask(() -> broker.subscriptions(topic))
        .compose(
            all -> {
              // A space is below all that names may have, so this sorts as the list does.
              Function<SubscriptionView, String> place =
                  one -> one.topicName() + " %010d".formatted(one.number());
              List<SubscriptionView> mine =
                  all.stream()
                      .filter(one -> call.principal().mayTouch(one.topicName()))
                      .sorted(ORDER)
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
  Future<SubscriptionState> state(Call call) {
    SubscriptionView.Id id = id(call);
    return retry
        .ask(() -> broker.subscription(id))
        .map(
            state -> {
              call.allowed(state.subscription().topicName());
              return state;
            });
  }

  static SubscriptionView.Id id(Call call) {
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
    SubscriptionSettings settings = unsigned ? Creation.signed(asked, made) : asked;
    return retry
        .ask(() -> broker.topic(old.topicName()))
        .compose(
            topic -> {
              if (!Objects.equals(settings.filter(), old.settings().filter())) {
                filters.check(topic, settings.filter());
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
              StartAt to = Creation.place("to", body.path("to").asText());
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
