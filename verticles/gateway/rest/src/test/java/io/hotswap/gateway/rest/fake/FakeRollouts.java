package io.hotswap.gateway.rest.fake;

import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.admin.RolloutView;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rollouts that a test moves by hand; what was asked for is kept. */
public final class FakeRollouts implements RolloutAdmin {
  public final List<RolloutView> rollouts = new ArrayList<>();
  public final List<String> acts = new ArrayList<>();
  public RolloutRequest asked;

  public static RolloutView rollout(String id, State state, String step) {
    return new RolloutView(
        id,
        "plugin",
        "broker",
        "1.0.0",
        "2.0.0",
        "Canary",
        state,
        step,
        "n1",
        "2026-01-01T00:00:00.000Z",
        null,
        "alice",
        null,
        Map.of("bake", "5s"),
        List.of(new RolloutView.Step("serve", List.of("n1"), "Baking", 100, "5s", null, null)),
        List.of(new RolloutView.Node("n1", "1.0.0", "Serving", "s1", "bake", null, null, null)));
  }

  @Override
  public Future<RolloutView> start(RolloutRequest request, Principal by) {
    asked = request;
    State state = request.version().equals("1.0.0") ? State.Succeeded : State.Running;
    RolloutView begun = rollout("r" + rollouts.size(), state, "distribute 1/3");
    rollouts.add(0, begun);
    return Future.succeededFuture(begun);
  }

  @Override
  public Future<List<RolloutView>> rollouts() {
    return Future.succeededFuture(List.copyOf(rollouts));
  }

  @Override
  public Future<RolloutView> rollout(String id) {
    return rollouts.stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .map(Future::succeededFuture)
        .orElseGet(() -> Future.failedFuture(Problem.of(ErrorCode.NotFound, "rollout: " + id)));
  }

  @Override
  public Future<RolloutView> act(String id, Act act, Principal by) {
    acts.add(act + " " + id);
    return rollout(id);
  }
}
