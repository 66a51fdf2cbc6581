package io.hotswap.gateway.rest.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.admin.RolloutAdmin.Act;
import io.hotswap.contracts.admin.RolloutView;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.TreeBodies;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/** Rollouts over the nodes of the cluster: begin, list, read, follow, steer. */
public record Deployments(RolloutAdmin admin, TreeBodies bodies, long keepAliveMillis) {

  public Map<String, Handler> handlers() {
    Map<String, Handler> handlers = new HashMap<>();
    handlers.put("createDeployment", this::create);
    handlers.put("listDeployments", this::list);
    handlers.put("getDeployment", this::get);
    handlers.put("deploymentEvents", this::events);
    handlers.put("pauseDeployment", call -> act(call, Act.pause));
    handlers.put("resumeDeployment", call -> act(call, Act.resume));
    handlers.put("promoteDeployment", call -> act(call, Act.promote));
    handlers.put("abortDeployment", call -> act(call, Act.abort));
    handlers.put("rollbackDeployment", call -> act(call, Act.rollback));
    return handlers;
  }

  private Future<Void> create(Call call) {
    return bodies
        .read(call)
        .compose(
            body -> {
              String kind = body.path("kind").asText("config");
              if (!kind.equals("plugin")) {
                throw Problem.of(
                    ErrorCode.NotImplemented, "kind: " + kind + " (expected: plugin, for now)");
              }
              if (!body.has("plugin")) {
                throw Problem.badRequest("/plugin", "missing (expected: a value)");
              }
              if (!body.has("version")) {
                throw Problem.badRequest("/version", "missing (expected: a value)");
              }
              return begin(call, body.path("plugin").asText(), body);
            });
  }

  /** Begins the rollout that a body describes. */
  Future<Void> begin(Call call, String plugin, JsonNode body) {
    return admin
        .start(RolloutBody.request(plugin, body), call.principal())
        .compose(rollout -> begun(call, rollout));
  }

  private static Future<Void> begun(Call call, RolloutView rollout) {
    int status = rollout.state() == RolloutView.State.Succeeded ? 200 : 202;
    String place = "/api/v1/deployments/" + rollout.id();
    return Views.answer(call, status, Map.of("location", place), rollout);
  }

  private Future<Void> list(Call call) {
    return admin
        .rollouts()
        .compose(
            all -> Page.ordered(call, all, RolloutView::id, (out, rollout) -> out.view(rollout)));
  }

  private Future<Void> get(Call call) {
    return admin
        .rollout(call.path("id"))
        .compose(rollout -> Views.answer(call, 200, Map.of(), rollout));
  }

  private Future<Void> act(Call call, Act act) {
    return bodies
        .read(call)
        .compose(nothing -> admin.act(call.path("id"), act, call.principal()))
        .compose(
            rollout ->
                act == Act.rollback
                    ? begun(call, rollout)
                    : Views.answer(call, 200, Map.of(), rollout));
  }

  private Future<Void> events(Call call) {
    return new Following(call.exchange(), keepAliveMillis)
        .follow(
            admin
                .rollout(call.path("id"))
                .map(
                    rollout ->
                        new Following.Seen(
                            mark(rollout),
                            event(rollout),
                            rollout.state().last(),
                            WaitKey.rollout(rollout.id()))));
  }

  /** What a client has seen of it: figures alone are no change. */
  private static String mark(RolloutView rollout) {
    StringBuilder mark = new StringBuilder();
    rollout.nodes().forEach(node -> mark.append(':').append(node.state()));
    return rollout.state() + ":" + rollout.step() + ":" + mark.toString().hashCode();
  }

  private static Buffer event(RolloutView rollout) {
    return Buffer.buffer("event: deployment\ndata: ")
        .appendBuffer(JsonOut.write(out -> out.view(rollout)))
        .appendString("\n\n");
  }
}
