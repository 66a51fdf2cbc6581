package io.hotswap.simulation.world;

import io.hotswap.contracts.log.LogStore;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes versions of the broker: of one build or another, each on a node with its own clock. */
final class Fleet {
  private static final JsonObject CONFIG =
      new JsonObject()
          .put("lease-ttl", "3s")
          .put("reopen-wait", "2s")
          .put("consumer-idle", "5s")
          .put("transaction-doubt", "1s")
          .put("snapshot-facts", 40)
          .put("tail-cache-bytes", 600)
          .put("transaction-step", "1s");

  private final Agenda agenda;
  private final SimClock clock;
  private final SimContext.Running running;
  private final LogStore store;
  private final Network network;
  private final List<Build> builds;
  private final boolean clustered;
  private final Map<Version, Integer> made = new HashMap<>();

  Fleet(
      Agenda agenda,
      SimClock clock,
      SimContext.Running running,
      LogStore store,
      Network network,
      List<Build> builds,
      boolean clustered) {
    this.agenda = agenda;
    this.clock = clock;
    this.running = running;
    this.store = store;
    this.network = network;
    this.builds = List.copyOf(builds);
    this.clustered = clustered;
  }

  /** Of any build. */
  Version any() {
    return of(agenda.chance().nextInt(builds.size()));
  }

  /** Of another build than that one, if there are several. */
  Version beside(Version first) {
    return of((made.get(first) + 1) % builds.size());
  }

  private Version of(int build) {
    int skew = agenda.chance().nextInt(2 * SimClock.SKEW_MILLIS_MAX) - SimClock.SKEW_MILLIS_MAX;
    String name = "v" + (made.size() + 1);
    SimClock mine = clock.skewed(agenda.chance().nextBoolean() ? 0 : skew);
    Version version =
        builds
            .get(build)
            .start(new Host(name, clustered, agenda, mine, running, store, network, CONFIG));
    made.put(version, build);
    return version;
  }
}
