package io.hotswap.gateway.rest.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.TreeBodies;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Plugins: list, read, install, swap, rollback, remove. */
public record Plugins(NodeAdmin admin, TreeBodies bodies, Deployments deployments) {
  private static final Duration BAKE_MAX = Duration.ofHours(1);

  /** Fields that say nothing about a swap on one node. */
  private static final List<String> STRATEGIC =
      List.of(
          "batchSize",
          "maxUnavailable",
          "order",
          "shares",
          "weight",
          "maxFailed",
          "stepTimeout",
          "gate");

  public Map<String, Handler> handlers() {
    return Map.of(
        "listPlugins", this::list,
        "getPlugin", this::get,
        "installPlugin", this::install,
        "swapPlugin", this::swap,
        "rollbackPlugin", this::rollback,
        "removePlugin", this::remove);
  }

  private Future<Void> list(Call call) {
    return admin
        .plugins()
        .compose(
            all ->
                Page.sorted(
                    call,
                    all.stream().sorted(Comparator.comparing(PluginView::id)).toList(),
                    PluginView::id,
                    (out, plugin) -> out.view(plugin)));
  }

  private Future<Void> get(Call call) {
    return admin
        .plugin(call.path("id"))
        .compose(plugin -> Views.answer(call, 200, Map.of(), plugin));
  }

  private Future<Void> install(Call call) {
    Path jar =
        call.exchange()
            .upload()
            .orElseThrow(() -> Problem.badRequest("", "no file (expected: a plugin jar)"));
    return admin
        .install(jar, call.principal())
        .compose(
            stored ->
                call.json(
                    stored.created() ? 201 : 200,
                    "/api/v1/plugins/" + stored.id(),
                    out ->
                        out.field("id", stored.id())
                            .field("version", stored.version())
                            .field("digest", stored.digest())));
  }

  private Future<Void> swap(Call call) {
    return bodies.read(call).compose(body -> swap(call, body));
  }

  /** With a strategy it is a rollout over all nodes, else a swap on this one. */
  private Future<Void> swap(Call call, JsonNode body) {
    if (body.has("strategy")) {
      return deployments.begin(call, call.path("id"), body);
    }
    for (String name : STRATEGIC) {
      if (body.has(name)) {
        throw Problem.badRequest(
            "/" + name, body.path(name) + " (expected: none without a strategy)");
      }
    }
    return admin
        .swap(call.path("id"), body.path("version").asText(), bake(body), call.principal())
        .compose(swap -> begun(call, swap));
  }

  private static Duration bake(JsonNode body) {
    if (!body.has("bake")) {
      return null;
    }
    String text = body.path("bake").asText();
    return Durations.parse(text)
        .filter(bake -> bake.compareTo(BAKE_MAX) <= 0)
        .orElseThrow(() -> Problem.badRequest("/bake", text + " (expected: 0s..1h)"));
  }

  private Future<Void> rollback(Call call) {
    return bodies
        .read(call)
        .compose(body -> admin.rollback(call.path("id"), call.principal()))
        .compose(swap -> begun(call, swap));
  }

  /** A swap that is over when it begins had nothing to do. */
  private static Future<Void> begun(Call call, SwapView swap) {
    int status = swap.state() == SwapView.State.Succeeded ? 200 : 202;
    return Views.answer(call, status, Map.of("location", "/api/v1/swaps/" + swap.id()), swap);
  }

  private Future<Void> remove(Call call) {
    return admin
        .remove(call.path("id"), call.path("version"), call.principal())
        .compose(done -> call.noContent());
  }
}
