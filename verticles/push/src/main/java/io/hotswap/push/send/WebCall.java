package io.hotswap.push.send;

import io.hotswap.push.core.Answer;
import io.hotswap.push.core.RetryAfter;
import io.hotswap.push.net.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.net.InetAddress;
import java.util.List;

/**
 * One request from resolving the name to the end of the answer, with one deadline over all of it.
 * The status decides; the body is read only so that the connection can be used again.
 */
final class WebCall {
  private final WebSender sender;
  private final Parcel parcel;
  private final Endpoint.Web to;
  private final Promise<Answer> done = Promise.promise();
  private long timer;
  private HttpClientRequest request;
  private Answer answer;
  private int bodyBytes;

  WebCall(WebSender sender, Parcel parcel) {
    this.sender = sender;
    this.parcel = parcel;
    this.to = (Endpoint.Web) parcel.endpoint();
  }

  Future<Answer> start() {
    timer = sender.vertx().setTimer(parcel.push().timeoutMillis(), fired -> timedOut());
    sender
        .resolver()
        .resolve(to.host())
        .onSuccess(this::resolved)
        .onFailure(e -> finish(Answer.failed("host " + to.host() + ": not resolved")));
    return done.future();
  }

  private void resolved(List<InetAddress> addresses) {
    List<InetAddress> open = addresses.stream().filter(sender.guard()::allows).toList();
    if (open.isEmpty()) {
      // NB: not which address: that would tell what the node's name servers know.
      finish(
          Answer.failed(
              "host " + to.host() + ": address refused (expected: public, or in push.allow)"));
      return;
    }
    connect(open, 0);
  }

  /** To the next address only if this one could not be connected to: nothing was sent then. */
  private void connect(List<InetAddress> addresses, int index) {
    if (done.future().isComplete()) {
      return;
    }
    sender
        .connect(to, addresses.get(index), parcel.push().timeoutMillis())
        .onSuccess(this::connected)
        .onFailure(
            e -> {
              if (index + 1 < addresses.size()) {
                connect(addresses, index + 1);
              } else {
                finish(Answer.failed("not connected: " + text(e)));
              }
            });
  }

  private void connected(HttpClientRequest connection) {
    request = connection;
    if (done.future().isComplete()) {
      request.reset();
      return;
    }
    byte[] body = sender.body(parcel);
    sender.headers(parcel, body).forEach(request::putHeader);
    request
        .send(Buffer.buffer(body))
        .onSuccess(this::answered)
        .onFailure(e -> finish(Answer.failed("no answer: " + text(e))));
  }

  private void answered(HttpClientResponse response) {
    answer = meaning(response);
    if (done.future().isComplete()) {
      return;
    }
    response
        .handler(this::read)
        .exceptionHandler(cut -> finish(answer))
        .endHandler(end -> finish(answer));
  }

  private void read(Buffer part) {
    bodyBytes += part.length();
    if (bodyBytes > sender.limits().responseBytesMax()) {
      finish(answer);
      request.connection().close();
    }
  }

  private Answer meaning(HttpClientResponse response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return Answer.accepted(status);
    }
    String hint = status >= 300 && status < 400 ? " (redirects are not followed)" : "";
    String message = response.statusMessage() == null ? "" : " " + response.statusMessage();
    return Answer.refused(
        status,
        "status " + status + message + hint,
        RetryAfter.millis(
            response.getHeader("retry-after"),
            sender.nowMillis(),
            sender.limits().retryAfterMillisMax()),
        Answer.failureClass(response.getHeader(BusSender.FAILURE_CLASS)));
  }

  private void timedOut() {
    long millis = parcel.push().timeoutMillis();
    finish(answer != null ? answer : Answer.failed("no answer within " + millis + " ms"));
    if (request != null) {
      request.reset();
      request.connection().close();
    }
  }

  /** Nobody waits for the answer any more. */
  void giveUp() {
    finish(Answer.failed("given up"));
  }

  private void finish(Answer end) {
    if (done.tryComplete(end)) {
      sender.vertx().cancelTimer(timer);
    }
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
