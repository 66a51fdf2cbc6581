package io.hotswap.broker.front;

import io.hotswap.contracts.broker.DeadLetters;
import io.hotswap.contracts.broker.DeadLetters.Query;
import io.hotswap.contracts.broker.DeadLetters.Replayed;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicView;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Brings dead letters back, page by page and partition by partition. Each entry moves in one atomic
 * step; a call that runs out of time says what it has done, and the same again goes on.
 */
final class Replaying {
  /** Ids named in an answer. */
  private static final int IDS_MAX = 1000;

  /** Steps in a second of a replay with a rate: it flows rather than comes in bursts. */
  private static final int STEPS_PER_SECOND = 10;

  private final Asking asking;
  private final Timers timers;
  private final Clock clock;
  private final LongSupplier nanos;
  private final FrontLimits limits;

  Replaying(Asking asking, FrontServices services) {
    this.asking = asking;
    this.timers = services.timers();
    this.clock = services.clock();
    this.nanos = services.nanos();
    this.limits = services.limits();
  }

  Future<Replayed> replay(TopicView base, DeadLetters.Replay replay) {
    require("limit", replay.limit());
    require("ratePerSecond", replay.ratePerSecond());
    return new Run(base, untilNow(replay)).start();
  }

  private static void require(String name, long value) {
    if (value < 0) {
      throw Problem.badRequest("/" + name, value + " (expected: >= 0)");
    }
  }

  /** What fails again must not come back again: only what is dead already is meant. */
  private DeadLetters.Replay untilNow(DeadLetters.Replay replay) {
    Query query = replay.query();
    long now = clock.millis() + 1;
    long to = query.toMillis() == 0 ? now : Math.min(now, query.toMillis());
    return new DeadLetters.Replay(
        new Query(query.group(), query.reason(), query.fromMillis(), to, query.ids()),
        replay.limit(),
        replay.ratePerSecond(),
        replay.dryRun());
  }

  /** One call. Steps follow each other, so nothing here is used by two threads at once. */
  private final class Run {
    private final TopicView base;
    private final DeadLetters.Replay asked;
    private final long begin = nanos.getAsLong();
    private final Promise<Replayed> end = Promise.promise();
    private final List<MessageId> ids = new ArrayList<>();
    private int partition;
    private long from;
    private long matched;
    private long moved;

    Run(TopicView base, DeadLetters.Replay asked) {
      this.base = base;
      this.asked = asked;
    }

    Future<Replayed> start() {
      next();
      return end.future();
    }

    /** NB: not a chain of futures, which would be as deep as there are pages. */
    private void next() {
      long wait = waitNanos();
      boolean late = elapsed() + wait >= limits.replayMax().toNanos();
      if (partition == base.settings().partitions() || late || left() == 0) {
        end.complete(new Replayed(matched, moved, List.copyOf(ids)));
      } else if (wait > 0) {
        timers.once(Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)), this::step);
      } else {
        step();
      }
    }

    private void step() {
      ShardCommand command =
          new ShardCommand.ReplayDead(base, partition, asked.query(), from, page(), asked.dryRun());
      asking
          .partition(base, partition, command)
          .map(reply -> account((ShardReply.Replayed) reply))
          .onComplete(done -> next(), this::fail);
    }

    private void fail(Throwable cause) {
      end.fail(
          moved == 0 ? cause : Verdicts.unknown(moved + " dead letters were brought back", cause));
    }

    private Void account(ShardReply.Replayed reply) {
      Replayed done = reply.replayed();
      matched += done.matched();
      moved += done.replayed();
      int more = Math.min(IDS_MAX - ids.size(), done.messageIds().size());
      ids.addAll(done.messageIds().subList(0, more));
      if (reply.next() >= 0 && reply.next() <= from) {
        throw new IllegalStateException("dead letters: " + reply.next() + " follows " + from);
      }
      partition = reply.next() < 0 ? partition + 1 : partition;
      from = Math.max(0, reply.next());
      return null;
    }

    private long left() {
      return asked.limit() == 0 ? Long.MAX_VALUE : asked.limit() - matched;
    }

    private int page() {
      int paced =
          paced() ? Math.max(1, asked.ratePerSecond() / STEPS_PER_SECOND) : Integer.MAX_VALUE;
      return (int) Math.min(left(), Math.min(paced, limits.replayPage()));
    }

    private boolean paced() {
      return asked.ratePerSecond() > 0 && !asked.dryRun();
    }

    private long waitNanos() {
      if (!paced()) {
        return 0;
      }
      double due = (double) moved * TimeUnit.SECONDS.toNanos(1) / asked.ratePerSecond();
      return Math.max(0, (long) due - elapsed());
    }

    private long elapsed() {
      return nanos.getAsLong() - begin;
    }
  }
}
