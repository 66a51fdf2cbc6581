package io.hotswap.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Bugs planted into what the broker sees of its store are found too, and shrink to few steps. */
class LyingStoreTest {
  private static final int STEPS = Case.STEPS;

  /** What a store does otherwise; the rest it leaves to the real one. */
  interface Lie {
    Object tell(LogStore store, String method, Object[] arguments) throws Throwable;
  }

  private static Setup with(Lie lie) {
    UnaryOperator<LogStore> between =
        store ->
            (LogStore)
                Proxy.newProxyInstance(
                    LogStore.class.getClassLoader(),
                    new Class<?>[] {LogStore.class},
                    (proxy, method, arguments) -> {
                      Object told = lie.tell(store, method.getName(), arguments);
                      if (told != null) {
                        return told;
                      }
                      try {
                        return method.invoke(store, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    });
    return new Setup(between, Setup.healthy().builds());
  }

  private static long found(Setup setup, int seeds, String what) {
    String found = Hunt.first(seeds, STEPS, setup);
    System.out.println(what + ": seed " + found);
    assertThat(found).as(what).isNotNull();
    return Long.parseLong(found.substring(0, found.indexOf(' ')));
  }

  @Test
  void durableTooEarly() {
    Setup setup =
        with(
            (store, method, arguments) -> {
              if (!method.equals("append")) {
                return null;
              }
              append(store, arguments);
              return Future.succeededFuture();
            });
    long seed = found(setup, 20, "appends are answered at once");
    Case small = new Shrinker(setup, 200).shrink(Case.of(seed));
    assertThat(small.steps()).hasSizeLessThan(10);
    assertThat(small.run(setup).violation()).isNotNull();
  }

  @SuppressWarnings("unchecked")
  private static Future<Void> append(LogStore store, Object[] a) {
    return store.append(
        (int) a[0], (long) a[1], (long) a[2], (List<StreamAppend>) a[3], (boolean) a[4]);
  }

  @Test
  void anOldSnapshotWithTheNewPosition() {
    Snapshot[] first = new Snapshot[8];
    Setup setup =
        with(
            (store, method, arguments) -> {
              if (!method.equals("saveSnapshot")) {
                return null;
              }
              Snapshot s = (Snapshot) arguments[1];
              Snapshot old = first[s.shard()] == null ? s : first[s.shard()];
              first[s.shard()] = s;
              return store.saveSnapshot(
                  (long) arguments[0],
                  new Snapshot(s.shard(), s.position(), s.level(), old.chunks()));
            });
    found(setup, 100, "a snapshot with the bytes of another one");
  }

  @Test
  void factsTrimmedTooFar() {
    Setup setup =
        with(
            (store, method, arguments) ->
                method.equals("trim") && ((StreamId) arguments[2]).isFacts()
                    ? store.trim(
                        (int) arguments[0],
                        (long) arguments[1],
                        (StreamId) arguments[2],
                        (long) arguments[3] + 1_000)
                    : null);
    found(setup, 100, "facts are trimmed that no snapshot has");
  }

  @Test
  void whatHoldsDoesNotShrink() {
    assertThatThrownBy(() -> new Shrinker(Setup.healthy(), 10).shrink(new Case(1, List.of(0))))
        .hasMessageContaining("expected: one that fails");
  }
}
