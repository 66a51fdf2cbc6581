package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.HELD;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore.ClaimMode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Ownership of shards; decided by the server and timed by its clock. */
final class Leases {
  private static final String CLAIM =
      "select o_epoch, o_facts_end, o_holder from claim($1, $2, $3, $4)";
  private static final String RENEW = "select renew($1, $2, $3)";
  private static final String RELEASE = "select release($1, $2)";

  private final Link link;
  private final Map<Integer, Long> claimed = new ConcurrentHashMap<>();

  Leases(Link link) {
    this.link = link;
  }

  Future<Claim> claim(int shard, String owner, long ttlMillis, ClaimMode mode) {
    return link.call(CLAIM, Tuple.of(shard, owner, ttlMillis, mode == ClaimMode.SEIZE))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long epoch = row.getLong(0);
              if (row.getString(2) != null) {
                throw new LogException(
                    HELD,
                    "shard " + shard + " is held by " + row.getString(2) + ", epoch " + epoch);
              }
              claimed.put(shard, epoch);
              return new Claim(shard, epoch, row.getLong(1));
            });
  }

  Future<Void> renew(int shard, long epoch, long ttlMillis) {
    return link.call(RENEW, Tuple.of(shard, epoch, ttlMillis))
        .map(
            rows -> {
              if (!rows.iterator().next().getBoolean(0)) {
                throw new LogException(
                    FENCED, "shard " + shard + ": epoch " + epoch + " is not the current one");
              }
              return null;
            });
  }

  Future<Void> release(int shard, long epoch) {
    claimed.remove(shard, epoch);
    return link.call(RELEASE, Tuple.of(shard, epoch)).mapEmpty();
  }

  /** What was claimed here and is still ours; others need not wait for the leases to expire. */
  Future<Void> releaseAll() {
    List<Future<Void>> all = new ArrayList<>();
    Map.copyOf(claimed).forEach((shard, epoch) -> all.add(release(shard, epoch)));
    return Future.join(all).mapEmpty();
  }
}
