package io.hotswap.node.rollout;

import io.vertx.core.Future;
import java.util.List;

/** Where a node keeps its copies of records. */
interface Journal {
  /** What was kept when the node started, oldest first. */
  List<Rollout> kept();

  /** Keeps a record in place of an older one of the same rollout; completes when durable. */
  Future<Void> put(Rollout rollout);
}
