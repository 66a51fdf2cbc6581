package io.hotswap.contracts.broker;

import io.hotswap.contracts.plugin.PortType;
import io.vertx.core.Future;

/**
 * Commands to one shard, wherever its owner is: the kernel holds them while the shard changes
 * hands.
 *
 * <ol>
 *   <li>Any thread may call. The reply's future completes on any thread.
 *   <li>Commands of one caller thread to one shard are decided in the order of the calls, over a
 *       change of owner too.
 *   <li>Failures are {@code Problem}s: refused and nothing changed, or {@code OutcomeUnknown}.
 * </ol>
 */
public interface ShardPort {
  PortType<ShardPort> TYPE = PortType.sharded("broker.shard", ShardPort.class);

  Future<ShardReply> ask(int shard, ShardCommand command);
}
