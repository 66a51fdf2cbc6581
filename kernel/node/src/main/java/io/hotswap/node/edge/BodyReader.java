package io.hotswap.node.edge;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.exchange.ProblemBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads a body whole, within the bound of one and the bound of all. */
final class BodyReader {
  private final Desk desk;
  private final Consumer<Buffer> whenRead;
  private final BiConsumer<Problem, Boolean> whenRefused;
  private Buffer body;
  private int taken;
  private boolean over;

  /**
   * @param whenRead given the body, whose bytes are the taker's to give back
   * @param whenRefused given the reason, and true as the body was not read to its end
   */
  BodyReader(Desk desk, Consumer<Buffer> whenRead, BiConsumer<Problem, Boolean> whenRefused) {
    this.desk = desk;
    this.whenRead = whenRead;
    this.whenRefused = whenRefused;
  }

  void read(HttpServerRequest request) {
    request.handler(this::add);
    request.exceptionHandler(failure -> broken(request, failure));
    request.endHandler(
        nothing -> {
          if (!over) {
            over = true;
            whenRead.accept(body == null ? Buffer.buffer() : body);
          }
        });
  }

  private void add(Buffer chunk) {
    if (over) {
      return;
    }
    if (taken + (long) chunk.length() > desk.settings.bodyBytesMax()) {
      refuse(tooLarge(desk.settings.bodyBytesMax()));
    } else if (!desk.takeBodyBytes(chunk.length())) {
      refuse(
          Problem.retryLater(
              ErrorCode.TooManyRequests,
              "too many bytes are being received: " + desk.bodiesBytesMax,
              1));
    } else {
      taken += chunk.length();
      // NB: Vert.x gives us chunks as heap copies, so the first may become the body itself.
      body = body == null ? chunk : body.appendBuffer(chunk);
    }
  }

  private void refuse(Problem problem) {
    abandon();
    whenRefused.accept(problem, true);
  }

  private void broken(HttpServerRequest request, Throwable failure) {
    boolean waiting = !over;
    abandon();
    if (waiting && Refusal.malformed(failure)) {
      Problem problem =
          Problem.badRequest(
              "", "malformed body: " + failure.getMessage() + " (expected: as its headers say)");
      Refusal.sendLast(desk, request, ProblemBody.of(problem));
    }
  }

  private void abandon() {
    if (!over) {
      over = true;
      body = null;
      desk.giveBodyBytes(taken);
    }
  }

  static Problem tooLarge(long most) {
    return Problem.of(
        ErrorCode.PayloadTooLarge, "body: too large (expected: at most " + most + " bytes)");
  }
}
