package io.hotswap.gateway.rest.door;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.gateway.rest.http.Retry;
import io.hotswap.gateway.rest.message.Admission;
import io.hotswap.gateway.rest.stream.Talk;

/** Speaks with clients of the sub-protocol. */
public record Door(BrokerPort broker, Retry retry, Admission admission) {

  /**
   * @param packed whether the client takes batches as they were packed
   */
  public Talk with(Exchange exchange, boolean packed) {
    return new DoorTalk(
        exchange, packed, new DoorPublishing(broker, admission), new DoorSettling(broker, retry));
  }
}
