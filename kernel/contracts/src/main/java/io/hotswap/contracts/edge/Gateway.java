package io.hotswap.contracts.edge;

import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;

/**
 * The port behind the edge.
 *
 * <ol>
 *   <li>Called on any thread; an implementation hops to one of its own contexts before it does any
 *       work.
 *   <li>The future completes when the exchange was answered, parked or ended: until then the
 *       request is in flight of the version asked, which finishes it even while another version
 *       takes new ones.
 *   <li>A failed future is answered by the edge with a 500 problem and counts against the version.
 * </ol>
 */
public interface Gateway {
  PortType<Gateway> TYPE = PortType.request("gateway", Gateway.class);

  Future<Void> handle(Exchange exchange);
}
