package io.hotswap.node.lifecycle;

import io.hotswap.node.strand.Strand;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who runs on which event loop. Vert.x deals loops out in turn; a host that lands on one that is
 * taken is undeployed and another one tried, at most twice around. On the strand only.
 *
 * <p>A loop that a version has blocked for good never answers an undeploy, and so stays taken.
 */
public final class EventLoops {
  private static final Duration DEPLOY_MAX = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Strand strand;
  private final int poolSize;
  private final Map<EventLoop, Set<String>> users = new HashMap<>();

  public EventLoops(Vertx vertx, Strand strand, int poolSize) {
    this.vertx = vertx;
    this.strand = strand;
    this.poolSize = poolSize;
  }

  /** Notes that {@code user} runs on the event loops of these contexts. */
  public void take(String user, List<Context> contexts) {
    for (Context context : contexts) {
      users
          .computeIfAbsent(((ContextInternal) context).nettyEventLoop(), loop -> new HashSet<>())
          .add(user);
    }
  }

  /** Hosts on {@code count} loops that neither the edge nor {@code user} itself is on. */
  Future<List<Host>> deploy(String user, int count, ClassLoader loader) {
    List<Host> hosts = new ArrayList<>();
    return deploy(user, count, loader, hosts, 2 * poolSize)
        .map(done -> List.copyOf(hosts))
        .recover(failed -> release(user, hosts).transform(x -> Future.failedFuture(failed)));
  }

  private Future<Void> deploy(
      String user, int count, ClassLoader loader, List<Host> hosts, int tries) {
    if (hosts.size() == count) {
      return Future.succeededFuture();
    }
    Host host = new Host();
    Future<String> deployed =
        vertx.deployVerticle(host, new DeploymentOptions().setClassLoader(loader));
    return strand
        .within(deployed, DEPLOY_MAX, "deploying a host of " + user)
        .transform(
            result -> {
              boolean last = tries <= 1;
              if (result.failed() && last) {
                return Future.failedFuture(result.cause());
              }
              if (result.failed()) {
                deployed.onSuccess(vertx::undeploy);
              } else if (last || isFree(user, host.eventLoop())) {
                hosts.add(host);
                take(user, List.of(host.context()));
              } else {
                host.undeploy();
              }
              return deploy(user, count, loader, hosts, tries - 1);
            });
  }

  private boolean isFree(String user, EventLoop loop) {
    Set<String> there = users.getOrDefault(loop, Set.of());
    return !there.contains(user) && !there.contains("edge");
  }

  /** Undeploys hosts; their loops are free once Vert.x says so. */
  Future<Void> release(String user, List<Host> hosts) {
    List<Future<Void>> undeploying = new ArrayList<>();
    for (Host host : hosts) {
      EventLoop loop = host.eventLoop();
      undeploying.add(
          host.undeploy()
              .compose(
                  done ->
                      strand.call(
                          () -> {
                            users.getOrDefault(loop, new HashSet<>()).remove(user);
                            return Future.succeededFuture();
                          })));
    }
    return Future.join(undeploying).mapEmpty();
  }
}
