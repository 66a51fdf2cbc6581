package io.hotswap.simulation.world;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.plugin.Shards;
import io.vertx.core.Future;
import java.util.Optional;

/** A running version of the broker: in words of the contracts, as its classes may be others. */
public interface Version extends ShardPort, Shards {
  String name();

  BrokerPort front();

  boolean isOwner(int shard);

  /** Gives up what it owns. */
  Future<Void> stop();

  /** What it says is wrong with it. */
  Optional<String> health();

  /** It stands still, as a process that is suspended. */
  void freeze();

  void thaw();

  /** Nothing of it happens any more. */
  void end();
}
