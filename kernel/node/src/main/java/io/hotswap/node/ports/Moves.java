package io.hotswap.node.ports;

import io.vertx.core.Future;

/** Shards that come and go between nodes: not while a swap moves them between versions. */
public interface Moves {
  /** Of a node that has them all for itself. */
  Moves NONE =
      new Moves() {
        @Override
        public Future<Void> rest() {
          return Future.succeededFuture();
        }

        @Override
        public void goOn() {
          // None ever rested.
        }
      };

  /** Begins none from now on; completes when none is under way. On the strand. */
  Future<Void> rest();

  /** They may go on. */
  void goOn();
}
