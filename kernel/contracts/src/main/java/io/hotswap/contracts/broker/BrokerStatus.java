package io.hotswap.contracts.broker;

import java.util.List;

/**
 * What this node's broker says of itself.
 *
 * @param version of the plugin that answers: not part of any digest
 * @param queueDepth messages ready or leased, over all subscriptions of its shards
 */
public record BrokerStatus(
    String version, List<ShardStatus> shards, long queueDepth, int activeConsumers) {

  /**
   * One shard of this node.
   *
   * @param role {@code owner} or {@code standby}
   */
  public record ShardStatus(int id, long epoch, String role) {}
}
