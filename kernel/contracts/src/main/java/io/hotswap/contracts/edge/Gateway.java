package io.hotswap.contracts.edge;

import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;
import java.util.Set;

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

  /** Method of an exchange that came over the event bus; its path is {@code /OPERATION}. */
  String BUS = "BUS";

  /**
   * Operations that it serves to event-bus clients, by the name after {@code hotswap.v1.}; such an
   * exchange carries path and query parameters as further fields of its JSON body. Never blocks.
   */
  default Set<String> operations() {
    return Set.of();
  }
}
