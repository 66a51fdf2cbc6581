package io.hotswap.node.exchange;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way. Calls from anywhere hop to its context, where all fields that are not
 * volatile live.
 */
public final class LiveExchange extends InquiryExchange {
  private static final Logger LOG = LoggerFactory.getLogger(LiveExchange.class);
  private static final int STATE_CHARS_MAX = 256;

  /** How many asks of one exchange may be unfinished before it is asked no more. */
  private static final int UNFINISHED_MAX = 4;

  /** How often a gateway may park what is overdue before that is its fault. */
  private static final int OVERDUE_PARKS_MAX = 3;

  private final Room room;
  private final ContextInternal context;
  private final Outlet outlet;
  private final Backlog backlog;
  private final Deadline deadline;

  private volatile String state = "";
  private volatile long ageFloorMillis;
  private volatile boolean gone;
  private volatile boolean signalled = true;

  private boolean streaming;
  private boolean ended;
  private int asks;
  private boolean settled = true;

  /** Asks that have parked or answered, and still do something for the client. */
  private int unfinished;

  /** It is to be asked again when one of those is over. */
  private boolean held;

  /** What it waits for may have come since it was last asked. */
  private boolean awaited = true;

  /** Something happened since the gateway was last asked: it is asked again even if it parks. */
  private boolean stirred;

  private boolean askedLast;
  private Parking.Waiter waiter;
  private int overdueParks;

  /** The outlet's methods are called on the context. */
  public LiveExchange(Room room, Context context, Inquiry inquiry, Outlet outlet) {
    super(inquiry);
    this.room = room;
    this.context = (ContextInternal) context;
    this.outlet = outlet;
    this.backlog = new Backlog(room.limits);
    this.deadline = new Deadline(room.vertx, this::timeOver);
    outlet.attach(this::left, this::stir);
  }

  @Override
  public String state() {
    return state;
  }

  @Override
  public long ageMillis() {
    return Math.max(ageFloorMillis, nanosSinceReceived() / 1_000_000);
  }

  @Override
  public boolean closed() {
    return gone;
  }

  @Override
  public boolean signalled() {
    return signalled;
  }

  @Override
  public List<Buffer> received() {
    return outlet.received();
  }

  @Override
  public boolean writable() {
    return backlog.writable();
  }

  @Override
  public void respond(int status, Map<String, String> headers, Buffer content) {
    onContext(() -> respondNow(status, headers, content));
  }

  @Override
  public void write(Map<String, String> headersOfFirst, Buffer chunk) {
    backlog.add(chunk.length());
    onContext(() -> writeNow(headersOfFirst, chunk));
  }

  @Override
  public void end() {
    onContext(this::endNow);
  }

  @Override
  public void park(WaitKey key, long ageMillisMax, String newState) {
    onContext(() -> parkNow(key, ageMillisMax, newState));
  }

  /** Asks the active gateway. This and all below run on the context. */
  public void ask() {
    int mine = ++asks;
    unfinished++;
    signalled = awaited;
    awaited = false;
    settled = false;
    stirred = false;
    Future<Void> handled;
    try {
      handled = room.gateway.handle(this);
    } catch (RuntimeException thrown) {
      handled = Future.failedFuture(thrown);
    }
    // NB: queued even on our own thread: the answer may be queued too, when the gateway shares it.
    handled.onComplete(result -> context.runOnContext(nothing -> asked(mine, result)));
  }

  private void asked(int ask, AsyncResult<Void> result) {
    unfinished--;
    if (held) {
      held = false;
      askAgain();
    }
    if (ended || ask != asks || settled) {
      if (result.failed()) {
        LOG.debug("The gateway failed after it had answered {}", path(), result.cause());
      }
      return;
    }
    settled = true;
    if (result.succeeded()) {
      fault("the gateway neither answered nor parked the request", null);
    } else if (result.cause() instanceof Problem problem) {
      refuse(problem);
    } else {
      fault("the gateway failed", result.cause());
    }
  }

  private void respondNow(int status, Map<String, String> headers, Buffer content) {
    if (ended) {
      return;
    }
    settled = true;
    if (streaming) {
      fault("the gateway answered a stream it had begun", null);
    } else if (!outlet.fits(status, headers)) {
      fault("the gateway gave an answer that HTTP has no form for: status " + status, null);
    } else {
      room.answered(path(), status);
      finish();
      outlet.send(status, headers, content);
    }
  }

  private void writeNow(Map<String, String> headersOfFirst, Buffer chunk) {
    if (ended || gone || !(streaming || begin(headersOfFirst))) {
      backlog.remove(chunk.length());
      return;
    }
    if (!backlog.pass(chunk.length())) {
      LOG.info("A stream to {} was cut: its client does not read", remoteAddress());
      outlet.cut();
      left();
      return;
    }
    Future<Void> written = outlet.write(chunk);
    written.onComplete(
        done -> {
          if (backlog.sent(chunk.length())) {
            stir();
          }
        });
  }

  private boolean begin(Map<String, String> headers) {
    if (!outlet.fits(200, headers)) {
      fault("the gateway began a stream with headers that HTTP has no form for", null);
      return false;
    }
    if (!room.enterStream()) {
      settled = true;
      refuse(Room.tooMany("streams are open", room.limits.streamsMax()));
      return false;
    }
    Optional<Problem> refusal = outlet.begin(headers);
    if (refusal.isPresent()) {
      room.leaveStream();
      settled = true;
      refuse(refusal.get());
      return false;
    }
    streaming = true;
    return true;
  }

  private void endNow() {
    if (ended) {
      return;
    }
    settled = true;
    if (!streaming) {
      fault("the gateway ended a stream it had not begun", null);
    } else if (gone) {
      ended = true;
    } else {
      finish();
      outlet.finish();
    }
  }

  private void parkNow(WaitKey key, long ageMillisMax, String newState) {
    if (ended) {
      return;
    }
    settled = true;
    if (newState.length() > STATE_CHARS_MAX) {
      fault("the gateway parked with a state of " + newState.length() + " characters", null);
      return;
    }
    state = newState;
    if (gone) {
      askLast();
    } else if (room.draining() && streaming) {
      leave();
    } else {
      waitUntil(key, ageMillisMax);
    }
  }

  private void waitUntil(WaitKey key, long ageMillisMax) {
    if (room.draining()) {
      ageFloorMillis = Math.max(ageFloorMillis, ageMillisMax);
    }
    if (ageMillis() >= ageMillisMax) {
      parkOverdue();
      return;
    }
    overdueParks = 0;
    if (waiter == null || !waiter.key.equals(key)) {
      parkFirst(key, ageMillisMax);
    } else {
      deadline.set(ageMillisMax, ageMillis());
      boolean again = stirred || backlog.cleared();
      if (!again && !room.parking.sleep(waiter)) {
        awaited = true;
        again = true;
      }
      if (again) {
        askSoon(waiter);
      }
    }
  }

  private void parkOverdue() {
    if (++overdueParks <= OVERDUE_PARKS_MAX) {
      context.runOnContext(nothing -> askAgain());
    } else if (room.draining()) {
      refuse(Problem.of(ErrorCode.Unavailable, "the node is stopping"));
    } else {
      fault("the gateway parked again and again what was overdue", null);
    }
  }

  private void parkFirst(WaitKey key, long ageMillisMax) {
    leaveLine();
    Optional<Parking.Waiter> place = room.parking.enter(key, this::askSoon);
    if (place.isEmpty()) {
      refuse(Room.tooMany("requests wait", room.parking.waitersMax()));
      return;
    }
    waiter = place.get();
    awaited = true;
    deadline.set(ageMillisMax, ageMillis());
    askSoon(waiter);
  }

  private void askSoon(Parking.Waiter mine) {
    context.runOnContext(
        nothing -> {
          if (mine == waiter) {
            askAgain();
          }
        });
  }

  private void askAgain() {
    if (ended || gone || !settled) {
      return;
    }
    awaited |= waiter == null || room.parking.look(waiter);
    if (room.draining()) {
      if (streaming) {
        leave();
        return;
      }
      ageFloorMillis = Math.max(ageFloorMillis, deadline.ageMillis());
    }
    if (unfinished >= UNFINISHED_MAX) {
      held = true;
    } else {
      ask();
    }
  }

  private void timeOver() {
    if (!ended && waiter != null) {
      ageFloorMillis = Math.max(ageFloorMillis, deadline.ageMillis());
      awaited = true;
      if (room.parking.rouse(waiter)) {
        askAgain();
      }
    }
  }

  /** The client has caught up, or has said something. */
  private void stir() {
    if (ended || gone) {
      return;
    }
    if (waiter != null && room.parking.rouse(waiter)) {
      askAgain();
    } else {
      stirred = true;
    }
  }

  private void leave() {
    outlet.leave();
    left();
  }

  /** The client is gone, by its will or by ours. */
  private void left() {
    if (ended || gone) {
      return;
    }
    gone = true;
    release();
    if (!streaming) {
      ended = true;
    } else if (settled) {
      askLast();
    }
  }

  /** What the gateway holds for a stream it can give back now. */
  private void askLast() {
    if (askedLast) {
      ended = true;
    } else {
      askedLast = true;
      ask();
    }
  }

  /** The kernel's own answer. */
  private void refuse(Problem problem) {
    if (!gone) {
      room.answered(path(), problem.code().status());
    }
    if (!streaming) {
      finish();
      ProblemBody body = ProblemBody.of(problem);
      outlet.send(body.status(), body.headers(), body.body());
    } else if (gone) {
      askLast();
    } else {
      settled = true;
      outlet.cut();
      left();
    }
  }

  private void fault(String what, Throwable cause) {
    LOG.error("{} {}: {}", method(), path(), what, cause);
    refuse(Problem.of(ErrorCode.Internal, "the request failed in the server; see its log"));
  }

  private void finish() {
    ended = true;
    release();
  }

  private void release() {
    leaveLine();
    deadline.cancel();
    if (streaming) {
      room.leaveStream();
    }
    outlet.release();
  }

  private void leaveLine() {
    if (waiter != null) {
      room.parking.leave(waiter);
      waiter = null;
    }
  }

  private void onContext(Runnable action) {
    // NB: a worker that the gateway was given by executeBlocking has our context, on its thread.
    if (Vertx.currentContext() == context && context.inThread()) {
      action.run();
    } else {
      context.runOnContext(nothing -> action.run());
    }
  }
}
