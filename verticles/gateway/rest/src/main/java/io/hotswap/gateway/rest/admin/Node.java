package io.hotswap.gateway.rest.admin;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.time.Durations;
import io.hotswap.gateway.rest.Release;
import io.hotswap.gateway.rest.api.DocsPage;
import io.hotswap.gateway.rest.api.OpenApi;
import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.http.Handler;
import io.hotswap.gateway.rest.http.Page;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The node: brokers, health, metrics, the document. */
public record Node(NodeAdmin admin, Retry retry, OpenApi api) {

  public Map<String, Handler> handlers() {
    return Map.of(
        "listBrokers", this::brokers,
        "live", this::live,
        "ready", this::ready,
        "metrics", this::metrics,
        "openapi", call -> call.bytes("application/json", Buffer.buffer(api.source())),
        "docs", this::docs,
        "deploymentsPage", this::deployments);
  }

  private Future<Void> brokers(Call call) {
    return retry
        .ask(admin::members)
        .compose(
            members ->
                Page.sorted(
                    call,
                    members,
                    member -> member.node().id(),
                    (out, member) -> out.nested(fields -> member(fields, member))));
  }

  private void member(JsonOut out, MemberView member) throws IOException {
    NodeView node = member.node();
    BrokerStatus status = member.broker();
    out.field("id", node.id())
        .field("address", node.address())
        .array("roles", member.roles(), JsonOut::string)
        .field("state", member.state())
        .field("version", status.version())
        .field("gatewayVersion", Release.version())
        .array(
            "shards",
            status.shards(),
            (to, shard) ->
                to.nested(
                    s ->
                        s.field("id", shard.id())
                            .field("epoch", shard.epoch())
                            .field("role", shard.role())))
        .field("health", member.problems().isEmpty() ? "Healthy" : "Unhealthy")
        .array("problems", member.problems(), JsonOut::string)
        .time("lastHeartbeat", member.lastHeardMillis())
        .field("queueDepth", status.queueDepth())
        .field("activeConsumers", status.activeConsumers())
        .field("cpu", node.cpu())
        .field("memory", node.memoryBytes())
        .field("disk", node.diskBytes())
        .field("uptime", Durations.format(node.uptimeMillis()));
  }

  private Future<Void> live(Call call) {
    return call.json(200, out -> out.field("status", "UP"));
  }

  private Future<Void> ready(Call call) {
    List<String> wrong = admin.unhealthy();
    return call.json(
        wrong.isEmpty() ? 200 : 503,
        out ->
            out.field("status", wrong.isEmpty() ? "UP" : "DOWN")
                .array("problems", wrong, JsonOut::string));
  }

  private Future<Void> metrics(Call call) {
    return call.bytes("text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(admin.metrics()));
  }

  private Future<Void> docs(Call call) {
    return call.bytes("text/html; charset=utf-8", Buffer.buffer(DocsPage.render(api)));
  }

  private Future<Void> deployments(Call call) {
    return call.bytes("text/html; charset=utf-8", Buffer.buffer(DocsPage.deployments()));
  }
}
