package io.hotswap.simulation.world;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** An event loop in simulated time: what is given to it runs in order, a little later. */
public final class SimContext implements Context {
  private static final int LATE_NANOS_MAX = 20_000;

  /** Which one runs right now. There is one thread, and one of these for each world. */
  public static final class Running {
    private SimContext now;

    SimContext now() {
      return now;
    }
  }

  private final Agenda agenda;
  private final Agenda.Life life;
  private final Running running;
  private final Deque<Handler<Void>> waiting = new ArrayDeque<>();
  private boolean frozen;
  private long last;

  public SimContext(Agenda agenda, Agenda.Life life, Running running) {
    this.agenda = agenda;
    this.life = life;
    this.running = running;
  }

  @Override
  public void runOnContext(Handler<Void> action) {
    last = Math.max(last, agenda.nanos() + agenda.chance().nextInt(LATE_NANOS_MAX));
    agenda.at(last, life, () -> run(action));
  }

  private void run(Handler<Void> action) {
    if (frozen) {
      waiting.add(action);
      return;
    }
    SimContext before = running.now;
    running.now = this;
    try {
      action.handle(null);
    } finally {
      running.now = before;
    }
  }

  /** Nothing runs any more, as in a process that is stopped; nothing is lost either. */
  public void freeze() {
    frozen = true;
  }

  public void thaw() {
    agenda.after(0, life, this::catchUp);
  }

  private void catchUp() {
    frozen = false;
    while (!waiting.isEmpty()) {
      run(waiting.poll());
    }
  }

  Agenda.Life life() {
    return life;
  }

  @Override
  public boolean isEventLoopContext() {
    return true;
  }

  @Override
  public boolean isWorkerContext() {
    return false;
  }

  @Override
  public ThreadingModel threadingModel() {
    return ThreadingModel.EVENT_LOOP;
  }

  @Override
  public <T> Future<T> executeBlocking(Callable<T> action, boolean ordered) {
    throw unused();
  }

  @Override
  public String deploymentID() {
    throw unused();
  }

  @Override
  public JsonObject config() {
    throw unused();
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public <T> T get(Object key) {
    throw unused();
  }

  @Override
  public void put(Object key, Object value) {
    throw unused();
  }

  @Override
  public boolean remove(Object key) {
    throw unused();
  }

  @Override
  public Vertx owner() {
    throw unused();
  }

  @Override
  public int getInstanceCount() {
    return 1;
  }

  @Override
  public Context exceptionHandler(Handler<Throwable> handler) {
    throw unused();
  }

  @Override
  public Handler<Throwable> exceptionHandler() {
    throw unused();
  }

  @Override
  public <T> T getLocal(ContextLocal<T> key, AccessMode mode) {
    throw unused();
  }

  @Override
  public <T> T getLocal(ContextLocal<T> key, AccessMode mode, Supplier<? extends T> initial) {
    throw unused();
  }

  @Override
  public <T> void putLocal(ContextLocal<T> key, AccessMode mode, T value) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("shards only run on their context");
  }
}
