package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * Appends of some of the shards. One group at a time is on its way; while it is, the next gathers:
 * the slower the commits, the bigger the groups, and nothing waits when there is nothing to wait
 * for. A group whose answer was lost is sent again under the same number, and the server knows
 * whether it has done it.
 */
final class Lane {
  private static final int APPENDS_MAX = 1000;

  /** What the log hears. */
  interface Listener {
    /** Durable; on the home context, before callers hear of it. */
    void stored(Pending append);

    void regressed();
  }

  private final Setting setting;
  private final Link link;
  private final UUID writer;
  private final AtomicLong room;
  private final AtomicLongArray broken;
  private final Listener listener;
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private boolean sending;
  private Promise<Void> idle;
  private String closed;
  private long number;
  private long confirmed;

  /**
   * @param room bytes that may still wait, of all lanes together
   * @param broken for each shard the epoch of which nothing more can be appended
   */
  Lane(
      Setting setting,
      Link link,
      UUID writer,
      AtomicLong room,
      AtomicLongArray broken,
      Listener listener) {
    this.setting = setting;
    this.link = link;
    this.writer = writer;
    this.room = room;
    this.broken = broken;
    this.listener = listener;
  }

  UUID writer() {
    return writer;
  }

  Link link() {
    return link;
  }

  /**
   * Takes an append; any thread.
   *
   * @throws LogException if it cannot, and then nothing has happened
   */
  void offer(Pending append) {
    synchronized (this) {
      if (closed != null) {
        throw Failures.closed(closed);
      }
      if (append.epoch() <= broken.get(append.shard())) {
        throw new LogException(
            FULL,
            "shard "
                + append.shard()
                + ": an append of epoch "
                + append.epoch()
                + " failed before: claim again");
      }
      if (room.addAndGet(-append.bytes()) < 0) {
        room.addAndGet(append.bytes());
        throw new LogException(
            FULL, "queue-max: " + setting.config().queueMax() + " bytes are waiting");
      }
      waiting.add(append);
      if (sending) {
        return;
      }
      sending = true;
    }
    setting.home().runOnContext(ignored -> send());
  }

  private void send() {
    List<Pending> taken = take();
    if (taken.isEmpty()) {
      return;
    }
    Group group = new Group(taken);
    number++;
    link.call(Group.SQL, group.arguments(writer, number, confirmed))
        .onComplete(done -> answered(group, done));
  }

  private synchronized List<Pending> take() {
    List<Pending> taken = new ArrayList<>();
    long bytes = 0;
    while (!waiting.isEmpty() && taken.size() < APPENDS_MAX) {
      bytes += waiting.peek().bytes();
      if (bytes > setting.config().groupMax() && !taken.isEmpty()) {
        break;
      }
      taken.add(waiting.poll());
    }
    if (taken.isEmpty()) {
      sending = false;
      if (idle != null) {
        idle.tryComplete();
      }
    }
    return taken;
  }

  private void answered(Group group, AsyncResult<RowSet<Row>> done) {
    if (done.failed()) {
      failed(group, Failures.ofLog(done.cause()));
    } else if (group.answered(done.result().iterator().next())) {
      confirmed = number;
      group.appends().stream().filter(append -> !append.isFailed()).forEach(listener::stored);
      finish(group.appends());
    } else {
      listener.regressed();
      failed(
          group,
          new LogException(
              OUTCOME_UNKNOWN, "log store: the server has lost what it had confirmed"));
    }
    send();
  }

  /** What waits behind it was not sent; and nothing of these epochs may follow. */
  private void failed(Group group, Throwable cause) {
    List<Pending> all = new ArrayList<>(group.appends());
    group.appends().forEach(append -> append.failed(cause));
    synchronized (this) {
      for (Pending append : waiting) {
        append.failed(new LogException(FULL, "nothing was written: " + cause.getMessage(), cause));
      }
      all.addAll(waiting);
      waiting.clear();
      for (Pending append : all) {
        broken.accumulateAndGet(append.shard(), append.epoch(), Math::max);
      }
    }
    finish(all);
  }

  private void finish(List<Pending> appends) {
    appends.forEach(append -> room.addAndGet(append.bytes()));
    Completions.answer(appends);
  }

  /** Takes no more; completes when what was taken is answered. */
  Future<Void> close(String why) {
    synchronized (this) {
      if (closed == null) {
        closed = why;
      }
      if (idle == null) {
        idle = Promise.promise();
        if (!sending) {
          idle.tryComplete();
        }
      }
      return idle.future();
    }
  }

  /** Fails what has not been sent. */
  void abandon(Consumer<Pending> how) {
    List<Pending> left;
    synchronized (this) {
      left = List.copyOf(waiting);
      waiting.clear();
    }
    left.forEach(how);
    finish(left);
  }
}
