package io.hotswap.push;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.push.DeliveryLog;
import io.hotswap.push.net.AddressGuard;
import io.hotswap.push.net.Resolver;
import io.hotswap.push.pump.MemoryLog;
import io.hotswap.push.pump.Pumps;
import io.hotswap.push.pump.PushMeters;
import io.hotswap.push.send.BusSender;
import io.hotswap.push.send.WebSender;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Push as the kernel hosts it. It sends only between {@link #activate} and {@link #deactivate}, so
 * that never two versions push one subscription.
 */
public final class PushPlugin implements Plugin {
  private PluginScope scope;
  private PushConfig config;
  private AddressGuard guard;
  private PushMeters meters;
  private volatile Pumps pumps;
  private WebSender web;

  @Override
  public Future<Void> start(PluginScope given) {
    scope = given;
    config = PushConfig.of(given.config());
    guard = new AddressGuard(config.allow(), this::isLoopbackAllowed);
    config.trustFile().ifPresent(PushPlugin::checkReadable);
    meters = new PushMeters(given.meters());
    Context home = given.contexts().get(0);
    given.provide(DeliveryLog.TYPE, new MemoryLog(home, () -> Optional.ofNullable(pumps)));
    return Future.succeededFuture();
  }

  /** Lists the subscriptions and begins to pull. */
  @Override
  public Future<Void> activate() {
    return onHome(
        () -> {
          if (pumps != null) {
            return Future.succeededFuture();
          }
          web = webSender();
          pumps =
              new Pumps(
                  scope,
                  config.pulling(),
                  web,
                  new BusSender(scope.vertx()),
                  meters,
                  () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
          pumps.start();
          return Future.succeededFuture();
        });
  }

  /** Pulls no more, finishes or abandons what is in flight, gives all leases back. */
  @Override
  public Future<Void> deactivate() {
    return onHome(
        () -> {
          if (pumps == null) {
            return Future.succeededFuture();
          }
          Pumps running = pumps;
          WebSender client = web;
          pumps = null;
          return running.drain(client::close);
        });
  }

  @Override
  public Future<Void> stop() {
    return scope == null ? Future.succeededFuture() : deactivate();
  }

  @Override
  public Optional<String> health() {
    Pumps running = pumps;
    return running == null ? Optional.empty() : running.problem();
  }

  private WebSender webSender() {
    return new WebSender(
        scope.vertx(),
        scope.clock(),
        Resolver.of(scope.vertx()),
        guard,
        config.web(),
        config.trustFile().map(file -> new PemTrustOptions().addCertPath(file)).orElse(null));
  }

  /** As configured, else in the profile for development only. */
  private boolean isLoopbackAllowed() {
    return config
        .allowLoopback()
        .orElseGet(() -> "dev".equals(scope.port(NodeAdmin.TYPE).node().profile()));
  }

  private static void checkReadable(String file) {
    if (!Files.isReadable(Path.of(file))) {
      throw new IllegalArgumentException(
          "push.trust-file: " + file + " (expected: a file that can be read)");
    }
  }

  private Future<Void> onHome(Supplier<Future<Void>> task) {
    Promise<Void> done = Promise.promise();
    scope
        .contexts()
        .get(0)
        .runOnContext(go -> Future.succeededFuture().compose(now -> task.get()).onComplete(done));
    return done.future();
  }
}
