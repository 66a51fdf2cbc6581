package io.hotswap.node;

import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.contracts.plugin.Shards;
import io.hotswap.node.cluster.Cluster;
import io.hotswap.node.config.ConfigException;
import io.hotswap.node.lifecycle.PluginInstance;
import io.hotswap.node.lifecycle.Residents;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.loader.Repository;
import io.hotswap.node.ports.Port;
import io.hotswap.node.ports.RequestPort;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Starts the active version of every plugin of a node, all of a kind at once: the store, policies,
 * brokers, services, and gateways last, as whoever has a door may ask at once.
 */
record Startup(Surroundings around, Residents residents) {
  private static final List<Descriptor.Kind> ORDER =
      List.of(
          Descriptor.Kind.store,
          Descriptor.Kind.policy,
          Descriptor.Kind.broker,
          Descriptor.Kind.service,
          Descriptor.Kind.gateway);

  Future<Void> run() {
    List<InstalledVersion> chosen = chosen();
    List<Future<PluginInstance>> loading =
        chosen.stream().map(each -> PluginInstance.load(around, each)).toList();
    Future<Void> done = Future.succeededFuture();
    for (Descriptor.Kind kind : ORDER) {
      List<Integer> ofKind =
          IntStream.range(0, chosen.size())
              .filter(i -> chosen.get(i).descriptor().kind() == kind)
              .boxed()
              .toList();
      done =
          done.compose(before -> settled(kind))
              .compose(
                  before ->
                      Future.join(
                              ofKind.stream()
                                  .map(
                                      i ->
                                          named(chosen.get(i), loading.get(i).compose(this::serve)))
                                  .toList())
                          .mapEmpty());
    }
    return done;
  }

  /** The active versions, the store first; other stores than the configured one do not run. */
  private List<InstalledVersion> chosen() {
    Repository repository = around.repository();
    List<InstalledVersion> active = new ArrayList<>();
    for (String id : repository.ids()) {
      repository
          .active()
          .of(id)
          .ifPresent(
              choice ->
                  active.add(
                      repository
                          .version(id, choice.active())
                          .orElseThrow(() -> missing(id, choice.active()))));
    }
    String storeId = around.config().kernel().storePlugin();
    Optional<InstalledVersion> store =
        active.stream().filter(each -> each.id().equals(storeId)).findFirst();
    boolean needed =
        active.stream().anyMatch(each -> each.descriptor().kind() == Descriptor.Kind.broker);
    if (needed && store.isEmpty()) {
      throw new ConfigException(
          "kernel.store-plugin: %s (expected: one of the stores among %s)"
              .formatted(storeId, repository.ids()));
    }
    active.removeIf(each -> each.descriptor().kind() == Descriptor.Kind.store);
    store.ifPresent(each -> active.add(0, each));
    return active;
  }

  private static ConfigException missing(String id, String version) {
    return new ConfigException(
        "plugin %s: active version %s is not stored or cannot be used (expected: install it)"
            .formatted(id, version));
  }

  private static Future<Void> named(InstalledVersion version, Future<Void> started) {
    return started.recover(
        cause ->
            Future.failedFuture(
                new IllegalStateException(
                    "plugin %s %s: %s".formatted(version.id(), version.version(), text(cause)),
                    cause)));
  }

  private Future<Void> serve(PluginInstance instance) {
    return instance
        .start()
        .compose(
            started -> {
              residents.add(instance);
              return instance.shards().map(this::takeAll).orElseGet(Future::succeededFuture);
            })
        .compose(
            taken ->
                around
                    .strand()
                    .call(
                        () -> {
                          open(instance);
                          return instance.activate();
                        }));
  }

  private Future<Void> takeAll(Shards shards) {
    if (around.cluster().isPresent()) {
      // Every node knows the registry; which others are its own is found out when it serves.
      return around
          .strand()
          .within(shards.follow(0), around.config().kernel().catchUpTimeout(), "opening shard 0");
    }
    return around
        .strand()
        .within(shards.follow(), around.config().kernel().catchUpTimeout(), "opening shards")
        .compose(
            followed -> {
              // The lock of the data directory proves that no other owner lives.
              Future<Void> taken =
                  around
                      .strand()
                      .each(shards.count(), shards.count(), shard -> shards.take(shard, true));
              return around
                  .strand()
                  .within(taken, around.config().kernel().catchUpTimeout(), "taking shards");
            });
  }

  private void open(PluginInstance instance) {
    int shards = instance.shards().map(Shards::count).orElse(1);
    instance
        .targets()
        .forEach(
            (type, target) -> {
              Port port = around.ports().port(type);
              refuseTwo(instance, port);
              boolean sharded = type.kind() == PortType.Kind.SHARDED;
              if (port instanceof RequestPort request && sharded) {
                request.slots(shards);
              }
              if (!sharded || around.cluster().isEmpty()) {
                port.flip(target);
              }
            });
    residents.serve(instance);
    if (instance.shards().isPresent()) {
      around.cluster().ifPresent(cluster -> join(cluster, instance));
    }
  }

  private void join(Cluster cluster, PluginInstance broker) {
    LogStore store = around.ports().caller(LogStore.TYPE);
    if (!store.shared()) {
      throw new ConfigException(
          "kernel.store-plugin: %s keeps its log on this node alone (expected: store.postgres or"
                  .formatted(around.config().kernel().storePlugin())
              + " store.redis, which the nodes of a cluster share)");
    }
    String id = broker.id();
    cluster.serve(
        broker.shards().orElseThrow().count(),
        () -> residents.serving(id).flatMap(PluginInstance::shards),
        () -> residents.serving(id).orElseThrow().targets().get(ShardPort.TYPE));
  }

  /** Clients are let in when every shard can be reached. */
  private Future<Void> settled(Descriptor.Kind next) {
    if (next != Descriptor.Kind.gateway || around.cluster().isEmpty()) {
      return Future.succeededFuture();
    }
    return around
        .strand()
        .within(
            around.cluster().get().settled(),
            around.config().kernel().catchUpTimeout(),
            "finding an owner for every shard");
  }

  private void refuseTwo(PluginInstance instance, Port port) {
    for (PluginInstance other : residents.serving()) {
      for (PortType<?> type : other.targets().keySet()) {
        if (type.name().equals(port.type().name())) {
          throw new IllegalStateException(
              "port: %s of %s is provided by %s (expected: one provider)"
                  .formatted(type.name(), instance.id(), other.id()));
        }
      }
    }
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
