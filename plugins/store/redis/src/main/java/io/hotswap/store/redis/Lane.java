package io.hotswap.store.redis;

import static io.hotswap.contracts.log.LogException.Kind.CLOSED;
import static io.hotswap.contracts.log.LogException.Kind.FULL;
import static io.hotswap.contracts.log.LogException.Kind.OUTCOME_UNKNOWN;

import io.hotswap.contracts.log.LogException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue in front of a connection. All that waits becomes one group and one write; while it is on
 * its way the next gathers. A group whose answer was lost is sent again as it was.
 *
 * @param <T> what waits
 */
final class Lane<T> implements Link.User {
  /**
   * How a lane works.
   *
   * @param bound name of the bound, for its error
   * @param max what may wait, in the unit of {@code size}
   * @param groupMax what goes together
   * @param behind the command behind each group that makes it durable, or null
   */
  record Setting(
      Context home,
      RedisConfig config,
      RandomGenerator random,
      String bound,
      long max,
      long groupMax,
      Request behind) {}

  /** What a lane needs to know of what waits in it. */
  interface Work<T> {
    long size(T one);

    /** Commands for a group, in order. */
    List<Op> combine(List<T> group);

    void fail(T one, LogException why);

    Future<Void> greet(RedisConnection connection);

    /** Why nothing of this shard may be sent, or null. */
    LogException frozen(int shard);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final int GROUP_OPS_MAX = 4096;

  private final Setting setting;
  private final Work<T> work;
  private final Link link;
  private final Deque<T> waiting = new ArrayDeque<>();
  private final Promise<Void> drained = Promise.promise();
  private long waitingSize;
  private boolean woken;
  private LogException ended;

  // On the home context only.
  private List<Op> group;
  private boolean singly;
  private int sendings;

  Lane(Setting setting, Work<T> work) {
    this.setting = setting;
    this.work = work;
    this.link = new Link(setting.home, setting.config, setting.random, this);
  }

  Link link() {
    return link;
  }

  /** Any thread. Throws if there is no room. */
  void offer(T one) {
    synchronized (this) {
      if (ended != null) {
        throw ended;
      }
      if (!waiting.isEmpty() && waitingSize + work.size(one) > setting.max) {
        throw new LogException(FULL, setting.bound + ": more than " + setting.max + " are waiting");
      }
      waiting.add(one);
      waitingSize += work.size(one);
      if (woken) {
        return;
      }
      woken = true;
    }
    setting.home.runOnContext(ignored -> flush());
  }

  private void flush() {
    synchronized (this) {
      woken = false;
    }
    if (group != null) {
      return;
    }
    if (link.isHopeless()) {
      hopeless(link.trouble());
      return;
    }
    if (!link.isUp()) {
      return;
    }
    List<T> taken = take();
    if (taken.isEmpty()) {
      idle();
      return;
    }
    group = new ArrayList<>(work.combine(taken));
    send();
  }

  private synchronized void idle() {
    if (ended != null && waiting.isEmpty()) {
      drained.tryComplete();
    }
  }

  private synchronized List<T> take() {
    List<T> taken = new ArrayList<>();
    long size = 0;
    while (!waiting.isEmpty() && taken.size() < GROUP_OPS_MAX) {
      long more = work.size(waiting.peek());
      if (!taken.isEmpty() && size + more > setting.groupMax) {
        break;
      }
      size += more;
      waitingSize -= more;
      taken.add(waiting.poll());
    }
    return taken;
  }

  private void send() {
    group.removeIf(this::isFrozen);
    if (group.isEmpty()) {
      finished();
      return;
    }
    List<Op> sent = singly ? List.of(group.get(0)) : List.copyOf(group);
    List<Request> requests = new ArrayList<>(sent.size() + 1);
    sent.forEach(op -> requests.add(op.request()));
    if (setting.behind != null) {
      requests.add(setting.behind);
    }
    int mine = ++sendings;
    link.batch(requests)
        .onComplete(done -> setting.home.runOnContext(ignored -> came(mine, sent, done)));
  }

  private boolean isFrozen(Op op) {
    LogException frozen = op.shard() == Op.NO_SHARD ? null : work.frozen(op.shard());
    if (frozen != null) {
      op.failed(frozen);
    }
    return frozen != null;
  }

  private void came(int which, List<Op> sent, AsyncResult<List<Response>> done) {
    // NB: the end of an earlier sending of the same group says nothing about this connection.
    if (group == null || which != sendings) {
      return;
    }
    if (done.failed()) {
      notAnswered(sent, done.cause());
      return;
    }
    if (setting.behind != null && done.result().get(sent.size()).get(0).toInteger() < 1) {
      notAnswered(sent, new IllegalStateException("the append-only file was not synced in time"));
      return;
    }
    for (int i = 0; i < sent.size(); i++) {
      answer(sent.get(i), done.result().get(i));
    }
    group.subList(0, sent.size()).clear();
    finished();
  }

  private void finished() {
    if (group.isEmpty()) {
      group = null;
      singly = false;
      flush();
    } else if (link.isUp()) {
      send();
    }
  }

  private static void answer(Op op, Response response) {
    try {
      op.answered(response);
    } catch (RuntimeException bug) {
      LOG.error("an answer of the server makes no sense: {}", response, bug);
      op.failed(new LogException(OUTCOME_UNKNOWN, "the server's answer makes no sense", bug));
    }
  }

  /** NB: the group stays: {@link #up} sends it again, and what was done is not done twice. */
  private void notAnswered(List<Op> sent, Throwable cause) {
    if (!Errors.passes(cause)) {
      if (sent.size() == 1) {
        LOG.error("the server refused a command: {}", Errors.text(cause));
        sent.get(0)
            .failed(new LogException(OUTCOME_UNKNOWN, "the server: " + Errors.text(cause), cause));
        group.remove(0);
      } else {
        // One of them is refused, and none of the others shall suffer.
        singly = true;
      }
    }
    link.drop(cause);
  }

  @Override
  public Future<Void> greet(RedisConnection connection) {
    return work.greet(connection);
  }

  @Override
  public void up() {
    if (group == null) {
      flush();
    } else if (group.isEmpty()) {
      finished();
    } else {
      send();
    }
  }

  @Override
  public void hopeless(String why) {
    failAll(new LogException(OUTCOME_UNKNOWN, why));
  }

  private void failAll(LogException why) {
    List<Op> lost = group == null ? List.of() : group;
    group = null;
    singly = false;
    lost.forEach(op -> op.failed(why));
    for (T one : takeAll()) {
      work.fail(one, why);
    }
    idle();
  }

  private synchronized List<T> takeAll() {
    List<T> all = List.copyOf(waiting);
    waiting.clear();
    waitingSize = 0;
    return all;
  }

  /** On the home context: takes nothing new, and completes when what waits is answered. */
  Future<Void> end() {
    synchronized (this) {
      ended = new LogException(CLOSED, "log store: closed");
    }
    if (group == null) {
      flush();
    }
    if (!link.isUp()) {
      failAll(new LogException(OUTCOME_UNKNOWN, "log store: closed while not connected"));
    }
    return drained.future();
  }

  /** On the home context. */
  Future<Void> close() {
    failAll(new LogException(OUTCOME_UNKNOWN, "log store: closed"));
    return link.close();
  }
}
