package io.hotswap.node.edge;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Streams the one file of a multipart body to a temporary file. */
final class Upload {
  private final Desk desk;
  private final HttpServerRequest request;
  private final Consumer<Path> whenRead;
  private final BiConsumer<Problem, Boolean> whenRefused;
  private final Path file;
  private HttpServerFileUpload first;
  private Future<Void> written;
  private int files;
  private long bytes;
  private boolean over;

  /**
   * @param whenRead given the file, which is the taker's to {@link #discard}
   * @param whenRefused given the reason, and whether the body was not read to its end
   */
  Upload(
      Desk desk,
      HttpServerRequest request,
      Consumer<Path> whenRead,
      BiConsumer<Problem, Boolean> whenRefused) {
    this.desk = desk;
    this.request = request;
    this.whenRead = whenRead;
    this.whenRefused = whenRefused;
    this.file = desk.uploadDirectory.resolve("upload-" + UUID.randomUUID());
  }

  /** Deletes the file of an upload, if it is still there, and makes room for the next. */
  static void discard(Desk desk, Path file) {
    desk.uploads.release();
    desk.vertx.fileSystem().delete(file.toString());
  }

  void read() {
    if (!desk.uploads.tryAcquire()) {
      whenRefused.accept(
          Problem.retryLater(
              ErrorCode.TooManyRequests,
              "uploads at the same time: too many (expected: at most "
                  + desk.settings.uploadsMax()
                  + ")",
              1),
          true);
      return;
    }
    try {
      request.setExpectMultipart(true);
    } catch (RuntimeException malformed) {
      // NB: the decoder's own exceptions and those of Vert.x have no common type but this.
      abort(Problem.badRequest("header:Content-Type", malformed.getMessage()), true);
      return;
    }
    request.uploadHandler(this::begin);
    request.handler(this::count);
    request.exceptionHandler(
        failure -> abort(Problem.badRequest("", "malformed multipart body"), false));
    request.endHandler(nothing -> end());
  }

  private void begin(HttpServerFileUpload part) {
    files++;
    if (files == 1 && !over) {
      first = part;
      written = part.streamToFileSystem(file.toString());
    }
  }

  private void count(Buffer chunk) {
    bytes += chunk.length();
    if (bytes > desk.settings.uploadBytesMax()) {
      abort(BodyReader.tooLarge(desk.settings.uploadBytesMax()), true);
    }
  }

  private void end() {
    if (over) {
      return;
    }
    if (files != 1) {
      abort(Problem.badRequest("", files + " files in the body (expected: 1)"), false);
      return;
    }
    written.onComplete(
        result -> {
          if (over) {
            return;
          }
          if (result.failed()) {
            abort(Problem.of(ErrorCode.Unavailable, "the upload could not be stored"), false);
          } else {
            over = true;
            whenRead.accept(file);
          }
        });
  }

  private void abort(Problem problem, boolean bodyAhead) {
    if (over) {
      return;
    }
    over = true;
    if (first != null) {
      first.cancelStreamToFileSystem();
    }
    if (bodyAhead && !request.isEnded()) {
      request.setExpectMultipart(false);
    }
    discard(desk, file);
    whenRefused.accept(problem, bodyAhead);
  }
}
