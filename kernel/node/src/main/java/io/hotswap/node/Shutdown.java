package io.hotswap.node;

import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends all plugins of a node: doors and the rest first, stateful ones next, the store last. */
record Shutdown(Surroundings around, Residents residents) {

  Future<Void> run() {
    return retire(0).compose(done -> retire(1)).compose(done -> retire(2));
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
    Descriptor.Kind kind = instance.descriptor().kind();
    if (kind == Descriptor.Kind.store) {
      return 2;
    }
    return kind == Descriptor.Kind.broker ? 1 : 0;
  }

  private Future<Void> letGo(PluginInstance instance) {
    Optional<Shards> shards = instance.shards();
    boolean serving = residents.serving(instance.id()).filter(now -> now == instance).isPresent();
    if (!serving || shards.isEmpty()) {
      return Future.succeededFuture();
    }
    int count = shards.get().count();
    return around.strand().each(count, count, shard -> shards.get().handOver(shard));
  }
}
