package io.hotswap.gateway.rest.topic;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.TopicSettings;
import io.hotswap.contracts.broker.TopicStats;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.Problem;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.http.TreeBodies;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Topics: create, list, read, change, delete, metrics. */
public final class Topics {
  private final BrokerPort broker;
  private final Retry retry;
  private final TreeBodies bodies;
  private final Clock clock;
  private final Rates rates = new Rates();

  public Topics(BrokerPort broker, Retry retry, TreeBodies bodies, Clock clock) {
    this.broker = broker;
    this.retry = retry;
    this.bodies = bodies;
    this.clock = clock;
  }

  public Map<String, Handler> handlers() {
    return Map.of(
        "createTopic", this::create,
        "listTopics", this::list,
        "getTopic", this::get,
        "updateTopic", this::update,
        "deleteTopic", this::delete,
        "topicMetrics", this::metrics);
  }

  private Future<Void> create(Call call) {
    return bodies
        .read(call)
        .compose(
            body -> {
              String name = call.allowed(TopicBody.newName(body));
              TopicSettings settings = TopicBody.create(body);
              return retry.ask(() -> broker.createTopic(name, settings));
            })
        .compose(
            made ->
                made.created()
                    ? call.json(
                        201,
                        "/api/v1/topics/" + made.topic().name(),
                        out -> TopicViews.topic(out, made.topic()))
                    : call.json(200, out -> TopicViews.topic(out, made.topic())));
  }

  private Future<Void> list(Call call) {
    return retry
        .ask(broker::topics)
        .compose(
            all -> {
              List<TopicView> mine =
                  all.stream().filter(topic -> call.principal().mayTouch(topic.name())).toList();
              return Page.sorted(
                  call,
                  mine,
                  TopicView::name,
                  (out, topic) -> out.nested(fields -> TopicViews.topic(fields, topic)));
            });
  }

  private Future<Void> get(Call call) {
    String name = call.topic("name");
    return retry.ask(() -> broker.topic(name)).compose(topic -> answer(call, topic));
  }

  private Future<Void> update(Call call) {
    String name = call.topic("name");
    return bodies
        .read(call)
        .compose(body -> retry.ask(() -> broker.topic(name)).compose(now -> update(body, now)))
        .compose(topic -> answer(call, topic));
  }

  private Future<TopicView> update(JsonNode body, TopicView current) {
    String name = current.name();
    if (!body.path("name").asText(name).equals(name)) {
      throw Problem.badRequest(
          "/name", body.path("name").asText() + " (expected: " + name + ", as in the path)");
    }
    TopicSettings settings = TopicBody.update(body, name, current.settings());
    return retry.ask(() -> broker.updateTopic(name, settings));
  }

  private Future<Void> delete(Call call) {
    String name = call.topic("name");
    boolean force = call.query().flag("force");
    return retry.ask(() -> broker.deleteTopic(name, force)).compose(done -> call.noContent());
  }

  private Future<Void> metrics(Call call) {
    String name = call.topic("name");
    return retry
        .ask(() -> broker.topic(name))
        .compose(
            topic -> retry.ask(() -> broker.stats(name)).compose(s -> figures(call, topic, s)));
  }

  private Future<Void> figures(Call call, TopicView topic, TopicStats stats) {
    long now = clock.millis();
    Rates.Rate rate = rates.of(stats, topic.createdAtMillis(), now);
    return call.json(200, out -> TopicViews.stats(out, stats, rate, now));
  }

  private static Future<Void> answer(Call call, TopicView topic) {
    return call.json(200, out -> TopicViews.topic(out, topic));
  }
}
