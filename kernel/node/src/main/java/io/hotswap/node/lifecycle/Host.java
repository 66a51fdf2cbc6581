package io.hotswap.node.lifecycle;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;

/**
 * A verticle that gives a plugin version one context with the version's class loader. What the
 * plugin makes on it with Vert.x (timers, consumers, clients) is closed when it is undeployed.
 */
final class Host extends VerticleBase {
  Context context() {
    return context;
  }

  EventLoop eventLoop() {
    return ((ContextInternal) context).nettyEventLoop();
  }

  Future<Void> undeploy() {
    return vertx.undeploy(deploymentID());
  }
}
