package io.hotswap.push.net;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Names to addresses. */
@FunctionalInterface
public interface Resolver {
  /** All addresses of a host, at least one; of an address itself, that. */
  Future<List<InetAddress>> resolve(String host);

  /** The node's own: the hosts file, then its name servers, cached for as long as they say. */
  static Resolver of(Vertx vertx) {
    // NB: of the internal part of the Vert.x API; the public one resolves only while connecting.
    VertxInternal node = (VertxInternal) vertx;
    return host -> {
      Promise<List<InetSocketAddress>> found = Promise.promise();
      node.nameResolver().resolveAll(host, found::handle);
      return found.future().map(all -> all.stream().map(InetSocketAddress::getAddress).toList());
    };
  }
}
