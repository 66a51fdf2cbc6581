package io.hotswap.node.swap;

import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Watches over a version for a while. Ends well when the while is over or somebody says so, badly
 * when something is wrong or the way back is wanted.
 *
 * @param enough somebody says that it was long enough
 * @param back why the way back is wanted
 * @param wrong what is wrong, asked at every interval and at the end
 */
record Vigil(
    Strand strand,
    Duration interval,
    Future<?> enough,
    Future<String> back,
    Supplier<Optional<String>> wrong) {

  Future<Void> keep(Duration atMost) {
    Promise<Void> done = Promise.promise();
    look(atMost, done);
    return done.future();
  }

  // NB: no chain of futures: it would grow with every look.
  private void look(Duration left, Promise<Void> done) {
    if (back.succeeded()) {
      done.fail(new IllegalStateException(back.result()));
      return;
    }
    Optional<String> ill = wrong.get();
    if (ill.isPresent()) {
      done.fail(new IllegalStateException(ill.get()));
      return;
    }
    if (enough.succeeded() || left.isZero() || left.isNegative()) {
      done.complete();
      return;
    }
    Duration pause = left.compareTo(interval) < 0 ? left : interval;
    Promise<Void> woken = Promise.promise();
    back.onSuccess(any -> woken.tryComplete());
    enough.onSuccess(any -> woken.tryComplete());
    strand.after(pause).onSuccess(any -> woken.tryComplete());
    woken
        .future()
        .onComplete(any -> strand.context().runOnContext(on -> look(left.minus(pause), done)));
  }
}
