package io.hotswap.simulation.world;

import io.vertx.core.Future;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Where the owner is, the other version too must be able to get to: their digests are compared.
 *
 * @param follower null if there is none
 */
record Proof(Judge judge, int shard, Version owner, Version follower) {
  void run(BiConsumer<Long, Map<String, String>> live) {
    owner
        .mark(shard)
        .onSuccess(
            position -> {
              Future<Map<String, String>> mine = owner.digest(shard, position, owner.level());
              mine.onSuccess(sections -> live.accept(position, sections));
              if (follower != null) {
                follower
                    .digest(shard, position, owner.level())
                    .onSuccess(theirs -> compare(position, mine, theirs));
              }
            });
  }

  private void compare(
      long position, Future<Map<String, String>> mine, Map<String, String> theirs) {
    judge.tally().count("digests compared");
    judge.require(
        !mine.succeeded() || mine.result().equals(theirs),
        "shard " + shard + ": versions differ at fact " + position);
  }
}
