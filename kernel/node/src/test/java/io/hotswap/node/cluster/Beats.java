package io.hotswap.node.cluster;

import io.hotswap.contracts.admin.MemberView;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.broker.BrokerStatus;
import java.util.List;
import java.util.Map;

/** Beats for tests. */
final class Beats {
  private Beats() {}

  static Beat of(String node, long serial) {
    return of(node, serial, "first life");
  }

  static Beat of(String node, long serial, String incarnation) {
    return of(node, serial, incarnation, Beat.State.Serving, Map.of(3, 7L));
  }

  static Beat of(
      String node, long serial, String incarnation, Beat.State state, Map<Integer, Long> owned) {
    NodeView view =
        new NodeView(node, "http://" + node, state.name(), "1.0.0", "dev", 0.5, 1, 2, 3);
    BrokerStatus status =
        new BrokerStatus("1.1.0", List.of(new BrokerStatus.ShardStatus(3, 7, "owner")), 11, 5);
    return new Beat(
        incarnation,
        serial,
        state,
        8,
        owned,
        "127.0.0.1:1",
        "broker 1.1.0",
        new MemberView(
            view, state.name(), List.of("broker", "gateway"), status, List.of("slow"), 99));
  }
}
