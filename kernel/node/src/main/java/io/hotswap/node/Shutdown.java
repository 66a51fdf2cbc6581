package io.hotswap.node;

import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends all plugins of a node: doors and services first, stateful ones next, the store last. */
record Shutdown(Surroundings around, Residents residents) {
  private static final int LAST = 3;

  Future<Void> run() {
    Future<Void> done = Future.succeededFuture();
    for (int rank = 0; rank <= LAST; rank++) {
      int next = rank;
      done = done.compose(before -> retire(next));
    }
    return done;
  }

  private Future<Void> retire(int rank) {
    List<Future<Void>> ending = new ArrayList<>();
    for (PluginInstance instance : residents.all()) {
      if (rank(instance) == rank) {
        ending.add(
            letGo(instance)
                .transform(released -> around.strand().call(instance::retire))
                .onComplete(retired -> residents.remove(instance))
                .mapEmpty());
      }
    }
    return Future.join(ending).transform(done -> Future.<Void>succeededFuture());
  }

  private static int rank(PluginInstance instance) {
    return switch (instance.descriptor().kind()) {
      case gateway, service -> 0;
      case broker -> 1;
      case policy -> 2;
      case store -> LAST;
    };
  }

  private Future<Void> letGo(PluginInstance instance) {
    Optional<Shards> shards = instance.shards();
    boolean serving = residents.serving(instance.id()).filter(now -> now == instance).isPresent();
    if (!serving) {
      return Future.succeededFuture();
    }
    Future<Void> idle = instance.deactivate();
    if (shards.isEmpty()) {
      return idle;
    }
    int count = shards.get().count();
    return idle.transform(either -> handOver(shards.get(), count));
  }

  private Future<Void> handOver(Shards shards, int count) {
    return around.strand().each(count, count, shard -> shards.handOver(shard));
  }
}
