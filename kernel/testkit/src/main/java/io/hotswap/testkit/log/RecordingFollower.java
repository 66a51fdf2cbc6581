package io.hotswap.testkit.log;

import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.StoredRecord;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A follower that keeps what it was given, and on which contexts. */
public final class RecordingFollower implements Follower {
  private final List<StoredRecord> records = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final Set<Context> contexts = ConcurrentHashMap.newKeySet();

  @Override
  public void onRecords(List<StoredRecord> more) {
    note();
    records.addAll(more);
  }

  @Override
  public void onError(Throwable error) {
    note();
    errors.add(error);
  }

  public List<Long> offsets() {
    return records.stream().map(StoredRecord::offset).toList();
  }

  public List<String> texts() {
    return LogFixtures.texts(records);
  }

  public List<Throwable> errors() {
    return errors;
  }

  public Set<Context> contexts() {
    return contexts;
  }

  private void note() {
    Context context = Vertx.currentContext();
    if (context != null) {
      contexts.add(context);
    }
  }
}
