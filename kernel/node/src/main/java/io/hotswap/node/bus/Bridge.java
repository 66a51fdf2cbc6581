package io.hotswap.node.bus;

import io.hotswap.node.config.BusSettings;
import io.hotswap.node.config.NodeConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The TCP bridge of Vert.x. It has no bounds of its own, so it is given a server whose sockets have
 * them.
 */
final class Bridge {
  private static final String OPERATIONS = "hotswap\\.v1\\..*";

  private final BusSettings settings;
  private final String host;
  private final AtomicInteger connections = new AtomicInteger();
  private final TcpEventBusBridge bridge;
  private NetServer server;

  Bridge(Vertx vertx, NodeConfig config) {
    this.settings = config.bus();
    this.host = config.host();
    BridgeOptions options =
        new BridgeOptions().addInboundPermitted(new PermittedOptions().setAddressRegex(OPERATIONS));
    settings
        .outbound()
        .forEach(
            regex -> options.addOutboundPermitted(new PermittedOptions().setAddressRegex(regex)));
    this.bridge = TcpEventBusBridge.create(guarded(vertx), options, new NetServerOptions());
  }

  Future<Void> listen() {
    return bridge.listen(settings.bridgePort().orElseThrow(), host).mapEmpty();
  }

  int port() {
    return server.actualPort();
  }

  Future<Void> close() {
    return bridge.close();
  }

  private Vertx guarded(Vertx vertx) {
    return proxy(
        Vertx.class,
        (self, method, args) -> {
          Object result = call(vertx, method, args);
          if (result instanceof NetServer made) {
            server = made;
            return guarded(made);
          }
          return result;
        });
  }

  private NetServer guarded(NetServer real) {
    return proxy(
        NetServer.class,
        (self, method, args) -> {
          if (!method.getName().equals("connectHandler") || args == null) {
            return call(real, method, args);
          }
          @SuppressWarnings("unchecked")
          Handler<NetSocket> handler = (Handler<NetSocket>) args[0];
          real.connectHandler(socket -> connected(socket, handler));
          return self;
        });
  }

  private void connected(NetSocket socket, Handler<NetSocket> handler) {
    if (connections.incrementAndGet() > settings.bridgeConnectionsMax()) {
      connections.decrementAndGet();
      socket.close();
      return;
    }
    socket.closeHandler(nothing -> connections.decrementAndGet());
    handler.handle(guarded(socket));
  }

  private NetSocket guarded(NetSocket real) {
    return proxy(
        NetSocket.class,
        (self, method, args) -> {
          if (!method.getName().equals("handler")) {
            return call(real, method, args);
          }
          @SuppressWarnings("unchecked")
          Handler<Buffer> parser = (Handler<Buffer>) args[0];
          real.handler(new FrameGuard(real, settings.bridgeFrameBytesMax(), parser));
          return self;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Bridge.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object real, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
