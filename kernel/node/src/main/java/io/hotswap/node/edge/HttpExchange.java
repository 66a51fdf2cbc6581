package io.hotswap.node.edge;

import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.WaitKey;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way. Calls from anywhere hop to the event loop of the connection, where all
 * fields that are not volatile live.
 */
final class HttpExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);
  private static final int STATE_CHARS_MAX = 256;

  /** How often a gateway may park what is overdue before that is its fault. */
  private static final int OVERDUE_PARKS_MAX = 3;

  private final Desk desk;
  private final Context context;
  private final HttpServerRequest request;
  private final Answer answer;
  private final Optional<Principal> principal;
  private final Map<String, List<String>> query;
  private final Buffer body;

  /** As reserved; a gateway may do with the buffer what it likes. */
  private final int bodyBytes;

  private final Path upload;
  private final long receivedNanos;
  private final Deadline deadline;

  private volatile String state = "";
  private volatile long ageFloorMillis;
  private volatile boolean gone;

  private boolean ended;
  private int asks;
  private boolean settled;
  private Parking.Waiter waiter;
  private int overdueParks;

  /**
   * @param query decoded
   * @param upload deleted when the exchange ends, or null
   */
  HttpExchange(
      Desk desk,
      Context context,
      HttpServerRequest request,
      long receivedNanos,
      Optional<Principal> principal,
      Map<String, List<String>> query,
      Buffer body,
      Path upload) {
    this.desk = desk;
    this.context = context;
    this.request = request;
    this.receivedNanos = receivedNanos;
    this.answer = new Answer(desk, request, receivedNanos);
    this.deadline = new Deadline(desk.vertx, this::timeOver);
    this.principal = principal;
    this.query = query;
    this.body = body;
    this.bodyBytes = body.length();
    this.upload = upload;
    request.response().exceptionHandler(failure -> gone());
    request.response().closeHandler(nothing -> gone());
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public Map<String, List<String>> query() {
    return query;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeader(name));
  }

  @Override
  public Buffer body() {
    return body;
  }

  @Override
  public Optional<Path> upload() {
    return Optional.ofNullable(upload);
  }

  @Override
  public Optional<Principal> principal() {
    return principal;
  }

  @Override
  public String remoteAddress() {
    return request.remoteAddress().toString();
  }

  @Override
  public String state() {
    return state;
  }

  @Override
  public long ageMillis() {
    return Math.max(ageFloorMillis, (System.nanoTime() - receivedNanos) / 1_000_000);
  }

  @Override
  public boolean closed() {
    return gone;
  }

  @Override
  public void respond(int status, Map<String, String> headers, Buffer content) {
    onContext(() -> respondNow(status, headers, content));
  }

  @Override
  public void write(Map<String, String> headersOfFirst, Buffer chunk) {
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

  /** Asks the active gateway. This and all below run on the event loop. */
  void ask() {
    int mine = ++asks;
    settled = false;
    Future<Void> handled;
    try {
      handled = desk.gateway.handle(this);
    } catch (RuntimeException thrown) {
      handled = Future.failedFuture(thrown);
    }
    // NB: queued even on our own thread: the answer may be queued too, when the gateway shares it.
    handled.onComplete(result -> context.runOnContext(nothing -> asked(mine, result)));
  }

  private void asked(int ask, AsyncResult<Void> result) {
    if (ended || ask != asks || settled) {
      if (result.failed()) {
        LOG.debug("The gateway failed after it had answered {}", path(), result.cause());
      }
      return;
    }
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
    if (answer.streaming()) {
      fault("the gateway answered a stream it had begun", null);
      return;
    }
    if (!answer.fits(status, headers)) {
      fault("the gateway gave an answer that HTTP has no form for: status " + status, null);
      return;
    }
    countServerError(status);
    finish();
    answer.send(status, headers, content);
  }

  private void writeNow(Map<String, String> headersOfFirst, Buffer chunk) {
    if (ended) {
      return;
    }
    if (!answer.streaming()) {
      if (request.version() == HttpVersion.HTTP_1_0) {
        settled = true;
        refuse(Problem.of(ErrorCode.Unsupported, "HTTP/1.0 (expected: HTTP/1.1 for a stream)"));
        return;
      }
      if (!answer.fits(200, headersOfFirst)) {
        fault("the gateway began a stream with headers that HTTP has no form for", null);
        return;
      }
      answer.begin(headersOfFirst);
    }
    if (!answer.write(chunk)) {
      LOG.info("A stream to {} was cut: its client does not read", remoteAddress());
      finish();
      answer.cut();
    }
  }

  private void endNow() {
    if (ended) {
      return;
    }
    settled = true;
    if (!answer.streaming()) {
      fault("the gateway ended a stream it had not begun", null);
      return;
    }
    finish();
    answer.finishStream();
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
    if (desk.draining()) {
      ageFloorMillis = Math.max(ageFloorMillis, ageMillisMax);
    }
    if (ageMillis() >= ageMillisMax) {
      parkOverdue();
    } else if (waiter == null || !waiter.key.equals(key)) {
      parkFirst(key, ageMillisMax);
    } else {
      deadline.set(ageMillisMax, ageMillis());
      if (!desk.parking.sleep(waiter)) {
        askSoon(waiter);
      }
    }
  }

  private void parkOverdue() {
    if (++overdueParks <= OVERDUE_PARKS_MAX) {
      context.runOnContext(nothing -> askAgain());
    } else if (desk.draining()) {
      refuse(Problem.of(ErrorCode.Unavailable, "the node is stopping"));
    } else {
      fault("the gateway parked again and again what was overdue", null);
    }
  }

  private void parkFirst(WaitKey key, long ageMillisMax) {
    leaveLine();
    Optional<Parking.Waiter> place = desk.parking.enter(key, this::askSoon);
    if (place.isEmpty()) {
      refuse(
          Problem.retryLater(
              ErrorCode.TooManyRequests,
              "too many requests wait already: " + desk.settings.parkedMax(),
              1));
      return;
    }
    waiter = place.get();
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
    if (ended) {
      return;
    }
    if (waiter != null) {
      desk.parking.look(waiter);
    }
    if (desk.draining()) {
      ageFloorMillis = Math.max(ageFloorMillis, deadline.ageMillis());
    }
    ask();
  }

  private void timeOver() {
    if (!ended && waiter != null) {
      ageFloorMillis = Math.max(ageFloorMillis, deadline.ageMillis());
      if (desk.parking.rouse(waiter)) {
        askAgain();
      }
    }
  }

  /** The edge's own answer. */
  private void refuse(Problem problem) {
    countServerError(problem.code().status());
    finish();
    if (answer.streaming()) {
      answer.cut();
    } else {
      answer.send(ProblemBody.of(problem));
    }
  }

  private void fault(String what, Throwable cause) {
    LOG.error("{} {}: {}", method(), path(), what, cause);
    refuse(Problem.of(ErrorCode.Internal, "the request failed in the server; see its log"));
  }

  /**
   * A node that says it is not ready, or cannot do something at all, has not failed: such answers
   * must not end a bake.
   */
  private void countServerError(int status) {
    if (status >= 500 && status != ErrorCode.NotImplemented.status()) {
      if (!path().startsWith("/health/")) {
        desk.meters.serverErrors.increment();
      }
    }
  }

  private void gone() {
    if (!ended) {
      gone = true;
      finish();
    }
  }

  private void finish() {
    ended = true;
    leaveLine();
    deadline.cancel();
    desk.giveBodyBytes(bodyBytes);
    if (upload != null) {
      Upload.discard(desk, upload);
    }
  }

  private void leaveLine() {
    if (waiter != null) {
      desk.parking.leave(waiter);
      waiter = null;
    }
  }

  private void onContext(Runnable action) {
    if (Vertx.currentContext() == context) {
      action.run();
    } else {
      context.runOnContext(nothing -> action.run());
    }
  }
}
