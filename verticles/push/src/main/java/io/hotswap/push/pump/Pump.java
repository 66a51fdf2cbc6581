package io.hotswap.push.pump;

import io.hotswap.contracts.broker.ConsumeReply;
import io.hotswap.contracts.broker.ConsumeRequest;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.SubscriptionSettings.Push;
import io.hotswap.contracts.broker.SubscriptionView;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.contracts.push.DeliveryLog;
import io.hotswap.push.core.Answer;
import io.hotswap.push.core.Breaker;
import io.hotswap.push.core.Held;
import io.hotswap.push.core.Journal;
import io.hotswap.push.core.Lanes;
import io.hotswap.push.net.Endpoint;
import io.hotswap.push.send.Parcel;
import io.hotswap.push.send.Sender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One push subscription: a consumer that pulls as much as it may send at once, sends, and settles
 * by the answers. Everything runs on one context.
 *
 * <p>A request is taken from the budget before the pull that will need it, so what was pulled is
 * sent at once; only messages behind another one of their key wait.
 */
final class Pump {
  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final int PULL_MESSAGES_MAX = 1000;

  private final Surroundings around;
  private final Lanes lanes = new Lanes();
  private final Set<Held> held = new LinkedHashSet<>();
  private final Journal journal;
  private final Settling settling;
  private final Pausing pausing;
  private final Runnable waker = this::run;
  private final Promise<Void> drained = Promise.promise();
  private SubscriptionView view;
  private Target target;
  private Breaker breaker;
  private WaitKey waitKey;
  private AutoCloseable listening;
  private int slots;
  private int inFlight;
  private boolean pulling;
  private boolean pullAgain;
  private boolean timeWillTell;
  private boolean ending;
  private boolean abandoned;
  private long heldUntil;
  private long pullAt;

  Pump(Surroundings around, SubscriptionView view) {
    this.around = around;
    this.journal = new Journal(around.journals());
    this.settling =
        new Settling(around.vertx(), around.broker(), around.meters(), this::checkDrained);
    this.pausing = new Pausing(around.broker());
    this.heldUntil = around.ticker().getAsLong();
    this.pullAt = heldUntil;
    this.view = view;
    aim(view.settings().push());
    resetBreaker(view.settings().push());
  }

  /** Settings as they are now, changed or not. */
  void update(SubscriptionView now) {
    pausing.repeat(now);
    if (now.equals(view)) {
      return;
    }
    Push before = view.settings().push();
    Push after = now.settings().push();
    view = now;
    if (!after.equals(before)) {
      aim(after);
    }
    if (!after.endpoint().equals(before.endpoint()) || !after.breaker().equals(before.breaker())) {
      resetBreaker(after);
      heldUntil = around.ticker().getAsLong();
    }
    run();
  }

  private void aim(Push push) {
    target = Target.of(push);
    if (target.problem() != null) {
      LOG.warn("{} cannot be pushed: {}", view.id(), target.problem());
    }
  }

  private void resetBreaker(Push push) {
    breaker = new Breaker(push.breaker(), around.ticker());
  }

  /** Pulls if it may; called whenever that may have changed. */
  void run() {
    if (pulling) {
      pullAgain = true;
      return;
    }
    pullAgain = false;
    int wanted = wanted();
    int granted = wanted == 0 ? 0 : around.budget().take(wanted, waker);
    if (granted > 0) {
      slots += granted;
      pull(granted);
    }
  }

  private int wanted() {
    timeWillTell = false;
    if (!mayWork()) {
      return 0;
    }
    long now = around.ticker().getAsLong();
    int free = Math.min(requestsMax() - slots, (capacity() - held.size()) / batchSize());
    int permitted = now < heldUntil || now < pullAt ? 0 : breaker.permits(Math.max(0, free));
    timeWillTell = free > 0 && permitted == 0;
    return permitted;
  }

  private boolean mayWork() {
    return !ending && target.problem() == null && !view.settings().paused() && !pausing.holds(view);
  }

  private boolean maySend() {
    return mayWork() && around.ticker().getAsLong() >= heldUntil && breaker.permits(1) > 0;
  }

  private int requestsMax() {
    return around.limits().requestsPerSubscriptionMax();
  }

  private int batchSize() {
    return view.settings().push().batchSize();
  }

  private int capacity() {
    return requestsMax() * batchSize();
  }

  private String consumerId() {
    return "push:" + view.id() + around.suffix();
  }

  private void pull(int requests) {
    pulling = true;
    ConsumeRequest request =
        new ConsumeRequest(
            view.topicName(),
            view.group(),
            consumerId(),
            Math.min(PULL_MESSAGES_MAX, requests * batchSize()),
            around.limits().pullBytesMax(),
            false,
            capacity());
    around
        .broker()
        .consume(request)
        .onSuccess(this::pulled)
        .onFailure(
            e -> {
              LOG.debug("{} not pulled: {}", view.id(), e.getMessage());
              pullAt = around.ticker().getAsLong() + around.limits().pullRetryMillis();
              pullEnded(false);
            });
  }

  private void pulled(ConsumeReply reply) {
    long now = around.clock().millis();
    for (Delivery delivery : reply.deliveries()) {
      Held one = new Held(delivery, now);
      held.add(one);
      around.budget().hold(one.bytes());
      lanes.add(one);
    }
    // Between an empty reply and the first listening a signal may have been missed.
    pullEnded(listen(reply.waitKey()) || !reply.deliveries().isEmpty());
  }

  private void pullEnded(boolean mayBeMore) {
    pulling = false;
    boolean again = mayBeMore || pullAgain;
    onward();
    if (again) {
      run();
    } else {
      wanted();
    }
  }

  private boolean listen(WaitKey key) {
    if (ending || key.equals(waitKey)) {
      return false;
    }
    stopListening();
    waitKey = key;
    listening = around.signals().listen(key, waker);
    return true;
  }

  private void stopListening() {
    Pumps.close(listening);
    listening = null;
  }

  /** Sends what can be sent, gives back what is not needed. */
  private void onward() {
    while (lanes.hasReady() && inFlight < slots) {
      if (!maySend()) {
        release(lanes.withdraw());
      }
      if (lanes.hasReady()) {
        send(lanes.take(batchSize()));
      }
    }
    settling.flush();
    if (!pulling && slots > inFlight) {
      int spare = slots - inFlight;
      slots = inFlight;
      around.budget().give(spare);
    }
    checkDrained();
  }

  private void send(Lanes.Load load) {
    Parcel parcel = new Parcel(view, target.endpoint(), target.signer(), load.messages());
    Breaker sentBy = breaker;
    long ticket = sentBy.begin();
    long started = around.ticker().getAsLong();
    inFlight++;
    around.meters().sent();
    Future.succeededFuture()
        .compose(go -> request(parcel))
        .otherwise(bug -> Answer.failed("not sent: " + bug))
        .onSuccess(answer -> answered(load, answer, sentBy, ticket, started));
  }

  private Future<Answer> request(Parcel parcel) {
    if (parcel.endpoint() == null) {
      return Future.succeededFuture(Answer.failed(target.problem()));
    }
    Sender sender = parcel.endpoint() instanceof Endpoint.Web ? around.web() : around.bus();
    return sender.send(parcel);
  }

  private void answered(Lanes.Load load, Answer answer, Breaker sentBy, long ticket, long started) {
    if (abandoned) {
      return;
    }
    inFlight--;
    long took = around.ticker().getAsLong() - started;
    around.meters().ended(answer, load.messages().size(), took);
    write(load.messages(), answer, took);
    judge(answer, sentBy, ticket);
    load.messages().forEach(one -> settle(one, answer));
    release(lanes.done(load, answer.isAccepted()));
    if (answer.kind() == Answer.Kind.LATER) {
      heldUntil =
          Math.max(heldUntil, around.ticker().getAsLong() + Math.max(0, answer.delayMillis()));
    }
    if (answer.kind() == Answer.Kind.GONE) {
      pausing.pause(view);
    }
    onward();
    run();
  }

  private static void judge(Answer answer, Breaker sentBy, long ticket) {
    switch (answer.kind()) {
      case ACCEPTED, REFUSED -> sentBy.succeeded(ticket);
      case LATER, GONE -> sentBy.undecided(ticket);
      case FAILED -> sentBy.failed(ticket);
    }
    if (!answer.isAccepted() && answer.failureClass() == FailureClass.Critical) {
      sentBy.trip();
    }
  }

  private void write(List<Held> messages, Answer answer, long took) {
    Delivery first = messages.get(0).delivery();
    LOG.debug("{} {} {} {} ms: {}", view.id(), first.id(), answer.status(), took, answer.reason());
    journal.add(
        new DeliveryLog.Entry(
            around.clock().millis(),
            first.id(),
            messages.size(),
            first.attempt(),
            answer.status(),
            took,
            answer.isAccepted(),
            answer.reason()));
  }

  private void settle(Held one, Answer answer) {
    forget(one);
    if (one.isLeased()) {
      settling.add(one.settlement(answer));
    }
  }

  private void release(List<Held> unsent) {
    for (Held one : unsent) {
      forget(one);
      if (one.isLeased()) {
        settling.add(one.release());
      }
    }
  }

  private void forget(Held one) {
    held.remove(one);
    around.budget().drop(one.bytes());
  }

  /** Extends leases that are half over, and looks whether a wait is over. */
  void tick() {
    long now = around.clock().millis();
    for (Held one : held) {
      if (one.extensionDue(now)) {
        settling.add(one.extension());
      }
    }
    settling.flush();
    if (timeWillTell) {
      run();
    }
  }

  /** Pulls no more; completes when all that is in flight is answered and settled. */
  Future<Void> drain() {
    ending = true;
    around.budget().forget(waker);
    stopListening();
    release(lanes.withdraw());
    onward();
    return drained.future();
  }

  private void checkDrained() {
    if (ending && !pulling && inFlight == 0 && lanes.waiting() == 0 && settling.isIdle()) {
      drained.tryComplete();
    }
  }

  /** Takes no answer any more: what is in flight is in doubt. */
  void giveUp() {
    abandoned = true;
  }

  /** After {@link #giveUp}: leases return to ready, so what is in doubt is sent again. */
  Future<Void> leave() {
    if (drained.future().isComplete()) {
      return Future.succeededFuture();
    }
    LOG.info("{}: {} requests given up, their messages come again", view.id(), inFlight);
    around.meters().forgotten(inFlight);
    settling.close();
    return around.broker().leave(view.topicName(), view.group(), consumerId());
  }

  /** The subscription is gone: nothing of it is remembered. */
  void clear() {
    journal.clear();
  }

  boolean isBreakerClosed() {
    return breaker.state() == Breaker.State.CLOSED;
  }

  List<DeliveryLog.Entry> newest(int limit) {
    return journal.newest(limit);
  }

  DeliveryLog.Endpoint endpoint() {
    String state =
        switch (breaker.state()) {
          case CLOSED -> "Closed";
          case OPEN -> "Open";
          case HALF_OPEN -> "HalfOpen";
        };
    long left = Math.max(0, heldUntil - around.ticker().getAsLong());
    return new DeliveryLog.Endpoint(state, inFlight, left, target.problem());
  }
}
