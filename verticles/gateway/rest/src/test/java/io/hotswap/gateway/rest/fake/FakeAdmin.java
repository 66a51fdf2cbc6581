package io.hotswap.gateway.rest.fake;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.broker.BrokerStatus;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node with two plugins and the swaps it was given. */
public final class FakeAdmin implements NodeAdmin {
  private static final long NOW = 1_700_000_000_123L;

  public final List<SwapView> swaps = new ArrayList<>();
  public List<String> unhealthy = List.of();
  public boolean created = true;
  public Duration bake;
  public String removed;

  public static SwapView swap(String id, SwapView.State state, String step) {
    SwapView.Receipt receipt =
        state == SwapView.State.Running
            ? null
            : new SwapView.Receipt("a", "b", null, 1, 2, 0.5, 3, Map.of("load", 1.5), "fine");
    return new SwapView(
        id, "broker", "1.0.0", "1.1.0", "Direct", state, step, "t", null, "ann", null, receipt);
  }

  private static PluginView view(String id) {
    return new PluginView(
        id,
        "broker",
        "1.0.0",
        "SERVING",
        List.of(new PluginView.Version("1.0.0", "SERVING", "ab", ">=1.0.0", "t")),
        List.of(new PluginView.Port(id, 0, false, List.of(new PluginView.Target("1.0.0", 100)))),
        1,
        1,
        false);
  }

  private static <T> Future<T> unknown(ErrorCode code, String what) {
    return Future.failedFuture(Problem.of(code, what + " (expected: an existing one)"));
  }

  @Override
  public Future<List<PluginView>> plugins() {
    return Future.succeededFuture(List.of(view("gateway.rest"), view("broker")));
  }

  @Override
  public Future<PluginView> plugin(String id) {
    return id.equals("broker")
        ? Future.succeededFuture(view(id))
        : unknown(ErrorCode.PluginNotFound, "plugin: " + id);
  }

  @Override
  public Future<Installed> install(Path jar, Principal by) {
    return jar.toString().endsWith(".jar")
        ? Future.succeededFuture(new Installed("broker", "1.2.0", "cd", created))
        : unknown(ErrorCode.PluginRejected, "jar: " + jar);
  }

  @Override
  public Future<Void> remove(String id, String version, Principal by) {
    removed = id + "@" + version;
    return Future.succeededFuture();
  }

  @Override
  public Future<SwapView> swap(String id, String version, Duration wanted, Principal by) {
    bake = wanted;
    SwapView.State state =
        version.equals("1.0.0") ? SwapView.State.Succeeded : SwapView.State.Running;
    SwapView swap = swap("s" + swaps.size(), state, "load");
    swaps.add(0, swap);
    return Future.succeededFuture(swap);
  }

  @Override
  public Future<SwapView> rollback(String id, Principal by) {
    return swap(id, "0.9.0", null, by);
  }

  @Override
  public Future<List<SwapView>> swaps() {
    return Future.succeededFuture(List.copyOf(swaps));
  }

  @Override
  public Future<SwapView> swap(String swapId) {
    return swaps.stream()
        .filter(swap -> swap.id().equals(swapId))
        .findFirst()
        .map(Future::succeededFuture)
        .orElseGet(() -> unknown(ErrorCode.SwapNotFound, "swap: " + swapId));
  }

  @Override
  public NodeView node() {
    return new NodeView("n1", "127.0.0.1:8080", "UP", "1.0.0", "dev", 0.25, 1024, 2048, 90_000);
  }

  @Override
  public Future<List<MemberView>> members() {
    BrokerStatus status =
        new BrokerStatus("1.0.0", List.of(new BrokerStatus.ShardStatus(0, 3, "owner")), 7, 2);
    return Future.succeededFuture(
        List.of(
            new MemberView(
                node(), "Serving", List.of("broker", "gateway"), status, unhealthy, NOW)));
  }

  @Override
  public List<String> unhealthy() {
    return unhealthy;
  }

  @Override
  public String metrics() {
    return "up 1\n";
  }
}
