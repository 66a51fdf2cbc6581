package io.hotswap.push.pump;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.SubscriptionSettings;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.push.core.Journal;
import io.hotswap.push.send.Sender;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pumps of the push subscriptions that are this node's, kept equal to what the broker lists: it
 * is asked when it signals a change, when nodes come or go, and now and then in case a signal was
 * lost. All methods are called on the context that made it; {@link #problem} on any thread.
 */
public final class Pumps {
  private static final Logger LOG = LoggerFactory.getLogger(Pumps.class);
  private static final long TICK_MILLIS = 100;
  private static final long LEAVE_MILLIS = 2_000;
  private static final int LIST_FAILURES_TOLD = 3;

  private final PluginScope scope;
  private final Surroundings around;
  private final Map<SubscriptionView.Id, Pump> pumps = new LinkedHashMap<>();

  /** Those of subscriptions that are another node's now, until all they sent is answered. */
  private final Map<SubscriptionView.Id, Pump> leaving = new LinkedHashMap<>();

  private final List<AutoCloseable> open = new ArrayList<>();
  private boolean listing;
  private boolean listAgain;
  private boolean ended;
  private int listFailures;
  private long listRetry = -1;
  private volatile String problem;

  /**
   * Pumps that do not run yet.
   *
   * @param ticker milliseconds that only go forward
   */
  public Pumps(
      PluginScope scope,
      Limits limits,
      Sender web,
      Sender bus,
      PushMeters meters,
      LongSupplier ticker) {
    this.scope = scope;
    Context home = scope.contexts().get(0);
    this.around =
        new Surroundings(
            scope.vertx(),
            scope.port(BrokerPort.TYPE),
            scope.signals(),
            scope.clustered() ? "@" + scope.nodeId() : "",
            scope.clock(),
            ticker,
            web,
            bus,
            new Budget(
                limits.requestsMax(),
                limits.heldBytesMax(),
                task -> home.runOnContext(go -> task.run())),
            new Journal.Space(limits.journalEntriesMax(), limits.journalTotalMax()),
            meters,
            limits);
  }

  public void start() {
    open.add(around.signals().listen(WaitKey.subscriptions(), this::list));
    open.add(around.signals().listen(WaitKey.members(), this::list));
    open.add(scope.periodic(around.limits().listMillis(), this::look));
    open.add(scope.periodic(TICK_MILLIS, this::tick));
    list();
  }

  /** Empty if subscriptions can be listed. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  Optional<Pump> pump(SubscriptionView.Id id) {
    return Optional.ofNullable(pumps.get(id));
  }

  private void tick() {
    int notClosed = 0;
    for (Pump pump : pumps.values()) {
      pump.tick();
      notClosed += pump.isBreakerClosed() ? 0 : 1;
    }
    leaving.values().forEach(Pump::tick);
    around.meters().pumps(pumps.size(), notClosed);
  }

  /** In case a signal was lost: of subscriptions, or of messages. */
  private void look() {
    list();
    pumps.values().forEach(Pump::run);
  }

  private void list() {
    if (ended) {
      return;
    }
    if (listing) {
      listAgain = true;
      return;
    }
    listing = true;
    listAgain = false;
    around
        .broker()
        .pushSubscriptions()
        .onSuccess(
            all -> {
              listFailures = 0;
              problem = null;
              compare(all);
            })
        .onFailure(this::notListed)
        .onComplete(
            any -> {
              listing = false;
              if (listAgain) {
                list();
              }
            });
  }

  private void notListed(Throwable e) {
    LOG.debug("push subscriptions not listed: {}", e.getMessage());
    if (++listFailures >= LIST_FAILURES_TOLD) {
      problem = "push subscriptions cannot be listed: " + e.getMessage();
    }
    listAgain = false;
    if (listRetry < 0) {
      listRetry = around.vertx().setTimer(around.limits().pullRetryMillis(), due -> listDue());
    }
  }

  private void listDue() {
    listRetry = -1;
    list();
  }

  private void compare(List<SubscriptionView> all) {
    if (ended) {
      return;
    }
    Map<SubscriptionView.Id, SubscriptionView> there = new LinkedHashMap<>();
    for (SubscriptionView view : all) {
      if (view.settings().type() == SubscriptionSettings.Type.Push
          && view.settings().push() != null) {
        there.put(new SubscriptionView.Id(view.topicUid(), view.number()), view);
      }
    }
    for (SubscriptionView.Id id : List.copyOf(pumps.keySet())) {
      if (!there.containsKey(id)) {
        Pump pump = pumps.remove(id);
        pump.clear();
        pump.drain();
      } else if (!isMine(id)) {
        handOver(id);
      }
    }
    there.forEach(
        (id, view) -> {
          if (isMine(id)) {
            keep(id, view);
          }
        });
  }

  /** One node pushes a subscription; for a moment two may, as two consumers that share it. */
  private boolean isMine(SubscriptionView.Id id) {
    return scope.mine("push/" + id);
  }

  /** As at a stop. If it comes back meanwhile it has to wait: both would have the same name. */
  private void handOver(SubscriptionView.Id id) {
    Pump pump = pumps.remove(id);
    leaving.put(id, pump);
    within(around.limits().drainMillis(), pump.drain())
        .compose(
            any -> {
              if (ended) {
                return Future.succeededFuture();
              }
              pump.giveUp();
              return within(LEAVE_MILLIS, pump.leave());
            })
        .onComplete(
            any -> {
              if (!ended) {
                leaving.remove(id);
                list();
              }
            });
  }

  private Future<Void> within(long millis, Future<?> what) {
    Promise<Void> done = Promise.promise();
    what.onComplete(any -> done.tryComplete());
    long timer = around.vertx().setTimer(millis, late -> done.tryComplete());
    return done.future().onComplete(any -> around.vertx().cancelTimer(timer));
  }

  private List<Pump> all() {
    List<Pump> all = new ArrayList<>(pumps.values());
    all.addAll(leaving.values());
    return all;
  }

  private void keep(SubscriptionView.Id id, SubscriptionView view) {
    Pump known = pumps.get(id);
    if (known != null) {
      known.update(view);
    } else if (leaving.containsKey(id)) {
      LOG.debug("{} is pushed again when what was sent before is answered", view.id());
    } else if (pumps.size() < around.limits().subscriptionsMax()) {
      Pump pump = new Pump(around, view);
      pumps.put(id, pump);
      pump.run();
    } else {
      LOG.warn("{} is not pushed: {} are (expected: subscriptions-max)", view.id(), pumps.size());
    }
  }

  /**
   * Pulls no more and finishes what is in flight; what is not answered in time is left: its leases
   * return to ready, so it may be sent twice.
   *
   * @param giveUp ends what is on its way, before its leases are given back
   */
  public Future<Void> drain(Runnable giveUp) {
    ended = true;
    around.vertx().cancelTimer(listRetry);
    List<Pump> all = all();
    List<Future<Void>> drained = all.stream().map(Pump::drain).toList();
    return within(around.limits().drainMillis(), Future.join(drained))
        .compose(
            any -> {
              open.forEach(Pumps::close);
              all.forEach(Pump::giveUp);
              giveUp.run();
              List<Future<Void>> left = all.stream().map(Pump::leave).toList();
              return within(LEAVE_MILLIS, Future.join(left));
            });
  }

  static void close(AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception broken) {
      LOG.warn("not closed: {}", resource, broken);
    }
  }
}
