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
 * The pumps of all push subscriptions, kept equal to what the broker lists: it is asked when it
 * signals a change, and now and then in case a signal was lost. All methods are called on the
 * context that made it; {@link #problem} on any thread.
 */
public final class Pumps {
  private static final Logger LOG = LoggerFactory.getLogger(Pumps.class);
  private static final long TICK_MILLIS = 100;
  private static final long LEAVE_MILLIS = 2_000;
  private static final int LIST_FAILURES_TOLD = 3;

  private final PluginScope scope;
  private final Surroundings around;
  private final Map<SubscriptionView.Id, Pump> pumps = new LinkedHashMap<>();
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
    Map<SubscriptionView.Id, SubscriptionView> wanted = new LinkedHashMap<>();
    for (SubscriptionView view : all) {
      if (view.settings().type() == SubscriptionSettings.Type.Push
          && view.settings().push() != null) {
        wanted.put(new SubscriptionView.Id(view.topicUid(), view.number()), view);
      }
    }
    List<SubscriptionView.Id> gone =
        pumps.keySet().stream().filter(id -> !wanted.containsKey(id)).toList();
    for (SubscriptionView.Id id : gone) {
      Pump pump = pumps.remove(id);
      pump.clear();
      pump.drain();
    }
    wanted.forEach(this::keep);
  }

  private void keep(SubscriptionView.Id id, SubscriptionView view) {
    Pump known = pumps.get(id);
    if (known != null) {
      known.update(view);
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
    List<Future<Void>> all = pumps.values().stream().map(Pump::drain).toList();
    Promise<Void> done = Promise.promise();
    Future.join(all).onComplete(any -> done.tryComplete());
    long timer = around.vertx().setTimer(around.limits().drainMillis(), late -> done.tryComplete());
    return done.future()
        .compose(
            any -> {
              around.vertx().cancelTimer(timer);
              open.forEach(Pumps::close);
              pumps.values().forEach(Pump::giveUp);
              giveUp.run();
              return leave();
            });
  }

  private Future<Void> leave() {
    List<Future<Void>> leaving = pumps.values().stream().map(Pump::leave).toList();
    Promise<Void> done = Promise.promise();
    Future.join(leaving).onComplete(any -> done.tryComplete());
    long timer = around.vertx().setTimer(LEAVE_MILLIS, late -> done.tryComplete());
    return done.future().onComplete(any -> around.vertx().cancelTimer(timer));
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
