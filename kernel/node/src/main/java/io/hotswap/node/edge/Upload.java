package io.hotswap.node.edge;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Streams the one file of a multipart body to a temporary file, no faster than the disk takes it.
 *
 * <p>NB: not with the streaming that Vert.x has for uploads: cancelled before the file is open, it
 * leaves the file behind.
 */
final class Upload {
  private final Desk desk;
  private final HttpServerRequest request;
  private final Consumer<Path> whenRead;
  private final BiConsumer<Problem, Boolean> whenRefused;
  private final Path path;
  private final LastBoundary boundary;
  private final Promise<Void> partEnded = Promise.promise();
  private Future<AsyncFile> file;
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
    this.boundary = new LastBoundary(request.getHeader(HttpHeaders.CONTENT_TYPE));
    this.path = desk.uploadDirectory.resolve("upload-" + UUID.randomUUID());
  }

  /** Deletes the file of an upload, if it is still there, and makes room for the next. */
  static Future<Void> discard(Desk desk, Path path) {
    return desk.vertx
        .fileSystem()
        .delete(path.toString())
        .otherwiseEmpty()
        .onComplete(deletedOrTaken -> desk.uploads.release());
  }

  void read() {
    if (!desk.uploads.tryAcquire()) {
      whenRefused.accept(tooMany(), true);
      return;
    }
    try {
      request.setExpectMultipart(true);
    } catch (RuntimeException malformed) {
      // NB: the decoder's own exceptions and those of Vert.x have no common type but this.
      String why = malformed.getMessage() + " (expected: a multipart request with a boundary)";
      abort(Problem.badRequest("header:Content-Type", why), true);
      return;
    }
    request.uploadHandler(this::begin);
    request.handler(this::count);
    request.exceptionHandler(
        failure ->
            abort(
                Problem.badRequest(
                    "", "malformed (expected: a multipart body as its boundary says)"),
                false));
    request.endHandler(nothing -> end());
  }

  private void begin(HttpServerFileUpload part) {
    files++;
    if (files > 1 || over) {
      return;
    }
    part.pause();
    file = desk.vertx.fileSystem().open(path.toString(), new OpenOptions().setCreateNew(true));
    file.onSuccess(opened -> copy(part, opened)).onFailure(this::unstorable);
  }

  private void copy(HttpServerFileUpload part, AsyncFile opened) {
    part.handler(
        chunk -> {
          if (over) {
            return;
          }
          opened.write(chunk).onFailure(this::unstorable);
          if (opened.writeQueueFull()) {
            part.pause();
            opened.drainHandler(nothing -> part.resume());
          }
        });
    part.endHandler(nothing -> partEnded.complete());
    part.resume();
  }

  private void count(Buffer chunk) {
    boundary.look(chunk);
    bytes += chunk.length();
    if (bytes > desk.settings.uploadBytesMax()) {
      abort(BodyReader.tooLarge(desk.settings.uploadBytesMax()), true);
    }
  }

  private void end() {
    if (over) {
      return;
    }
    if (!boundary.isFound()) {
      // NB: such a body never ends its part, and nobody says so.
      String why = "cut short (expected: a multipart body with its last boundary)";
      abort(Problem.badRequest("", why), false);
      return;
    }
    if (files != 1) {
      abort(Problem.badRequest("", files + " files in the body (expected: 1)"), false);
      return;
    }
    partEnded
        .future()
        .compose(ended -> file)
        .compose(AsyncFile::close)
        .onSuccess(stored -> ready())
        .onFailure(this::unstorable);
  }

  private void ready() {
    if (!over) {
      over = true;
      whenRead.accept(path);
    }
  }

  private void unstorable(Throwable cause) {
    abort(
        Problem.of(ErrorCode.Unavailable, "the upload could not be stored: " + cause.getMessage()),
        true);
  }

  private void abort(Problem problem, boolean bodyAhead) {
    if (over) {
      return;
    }
    over = true;
    if (!request.isEnded()) {
      request.setExpectMultipart(false);
      request.resume();
    }
    // Only when it is open can it be closed, and only then deleted for good.
    Future<Void> closed = file == null ? Future.succeededFuture() : file.compose(AsyncFile::close);
    // NB: answered when there is room again, or who tries again at once is refused for it.
    closed
        .transform(either -> discard(desk, path))
        .onComplete(discarded -> whenRefused.accept(problem, bodyAhead));
  }

  private Problem tooMany() {
    return Problem.retryLater(
        ErrorCode.TooManyRequests,
        "uploads at the same time: too many (expected: at most " + desk.settings.uploadsMax() + ")",
        1);
  }
}
