package io.hotswap.client;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Credit;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.Refused;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.door.DoorFrame.Settled;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.error.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads one topic over a connection of its own: at most so many messages as may be in flight are at
 * the client, handled or not, and each that is settled makes room for another.
 *
 * <p>Any thread may call; handlers are called on the subscriber's own thread, one after the other,
 * and must not block it. When the connection is lost, what was not handled yet is dropped: the
 * broker gives it out again, and settlements that were not answered fail as {@code OutcomeUnknown}.
 */
public final class Subscriber implements DoorConnection.Listener {
  private static final int REASON_CHARS_MAX = 1000;

  /** Acks that nobody waits for to get more messages go together for that long. */
  private static final long REST_MILLIS = 2;

  private final Context context;
  private final SubscriberOptions options;
  private final Promise<Void> ready = Promise.promise();
  private DoorConnection door;

  /** Guards what callers touch. */
  private final Object lock = new Object();

  private List<Pending> pending = new ArrayList<>();
  private int freed;

  /** Whether anything but acks is pending. */
  private boolean prompt;

  private boolean scheduled;

  /** Which connection messages came over: only those of the present one make room. */
  private volatile long generation;

  // On the context only.
  private final Deque<ReceivedMessage> arrived = new ArrayDeque<>();
  private final Deque<Poll> polls = new ArrayDeque<>();
  private final Map<Integer, List<Pending>> asked = new HashMap<>();
  private Consumer<List<ReceivedMessage>> handler;
  private Consumer<Problem> endHandler = why -> {};
  private boolean resting;
  private boolean paused;
  private boolean closed;
  private long topicUid;
  private int request;
  private final AtomicInteger connections = new AtomicInteger();

  private record Poll(int most, Promise<List<ReceivedMessage>> promise) {}

  Subscriber(Context context, SubscriberOptions options) {
    this.context = context;
    this.options = options;
  }

  Future<Void> begin(DoorConnection own) {
    door = own;
    door.connect();
    return ready.future();
  }

  /** Called with each message, which is to be settled by its own methods. */
  public Subscriber handler(Consumer<ReceivedMessage> each) {
    return batchHandler(messages -> messages.forEach(one -> call(each, one)));
  }

  private static void call(Consumer<ReceivedMessage> each, ReceivedMessage message) {
    try {
      each.accept(message);
    } catch (RuntimeException failed) {
      message.nack(shortened(failed));
    }
  }

  /** Called with each message; acks it when the future completes, and nacks it when that fails. */
  public Subscriber autoAck(Function<ReceivedMessage, Future<?>> each) {
    return handler(
        message -> {
          Future<?> handled = each.apply(message);
          handled.onComplete(done -> message.ack(), failed -> message.nack(shortened(failed)));
        });
  }

  private static String shortened(Throwable failed) {
    String text = failed.toString();
    return text.length() <= REASON_CHARS_MAX ? text : text.substring(0, REASON_CHARS_MAX);
  }

  /** Called with all messages that are there, at least one: cheaper than one after the other. */
  public Subscriber batchHandler(Consumer<List<ReceivedMessage>> all) {
    context.runOnContext(
        nothing -> {
          handler = all;
          dispatch();
        });
    return this;
  }

  /** Called when the node refuses the subscription for good. */
  public Subscriber endHandler(Consumer<Problem> whenEnded) {
    context.runOnContext(nothing -> endHandler = whenEnded);
    return this;
  }

  /**
   * The next messages, at least one, once there are any; only without a handler.
   *
   * @param most 1..maxInFlight
   */
  public Future<List<ReceivedMessage>> poll(int most) {
    PublisherOptions.within("most", most, 1, options.maxInFlight());
    Promise<List<ReceivedMessage>> promise = Promise.promise();
    context.runOnContext(
        nothing -> {
          if (closed) {
            promise.fail(Problems.closed("subscriber"));
          } else {
            polls.add(new Poll(most, promise));
            dispatch();
          }
        });
    return promise.future();
  }

  /** Handles no more, and asks for no more, until {@link #resume}. */
  public Subscriber pause() {
    context.runOnContext(nothing -> paused = true);
    return this;
  }

  /** See {@link #pause}. */
  public Subscriber resume() {
    context.runOnContext(
        nothing -> {
          paused = false;
          dispatch();
          flush();
        });
    return this;
  }

  /** How often a connection was opened: 1 unless one was lost. */
  public int connections() {
    return connections.get();
  }

  /** Ends at once; the broker gives out again what was not settled. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        nothing -> {
          closed = true;
          flush();
          lost();
          polls.forEach(one -> one.promise().fail(Problems.closed("subscriber")));
          polls.clear();
          door.close().onComplete(done);
        });
    return done.future();
  }

  Future<Void> settle(
      ReceivedMessage message, Kind kind, FailureClass failure, long delayMillis, String reason) {
    boolean leaves = kind != Kind.EXTEND && message.leave();
    int room = leaves && message.generation == generation ? 1 : 0;
    if (!message.isLeased()) {
      settle(room, List.of());
      return Future.succeededFuture();
    }
    Promise<Void> promise = Promise.promise();
    Pending one = new Pending(message.lease(1), kind, failure, delayMillis, reason, promise);
    settle(room, List.of(one));
    return promise.future();
  }

  /**
   * Acks them all: cheaper than one after the other. Completes when all are durably acked, and
   * fails if any of them is not.
   */
  public Future<Void> ack(List<ReceivedMessage> messages) {
    List<Pending> runs = Pending.acks(messages);
    int room = 0;
    for (ReceivedMessage one : messages) {
      room += one.leave() && one.generation == generation ? 1 : 0;
    }
    settle(room, runs);
    return Future.join(runs.stream().map(run -> run.promise().future()).toList()).mapEmpty();
  }

  private void settle(int room, List<Pending> some) {
    boolean wake;
    synchronized (lock) {
      freed += room;
      pending.addAll(some);
      for (Pending one : some) {
        prompt |= one.kind() != Kind.ACK;
      }
      wake = !scheduled;
      scheduled = true;
    }
    if (wake) {
      context.runOnContext(nothing -> flush());
    }
  }

  /** All below is on the context. */
  @Override
  public void opened(long uid) {
    connections.incrementAndGet();
    topicUid = uid;
    synchronized (lock) {
      generation++;
      freed = options.maxInFlight();
    }
    ready.tryComplete();
    flush();
  }

  @Override
  public void drained() {
    flush();
  }

  @Override
  public void heard(DoorFrame frame) {
    if (frame instanceof Deliver deliver) {
      int i = 0;
      for (ByteBuffer record : deliver.records().toList()) {
        arrived.add(
            new ReceivedMessage(
                this,
                generation,
                topicUid,
                deliver.run(),
                i++,
                deliver.attempt(),
                deliver.deadlineMillis(),
                record));
      }
      dispatch();
    } else if (frame instanceof Settled settled) {
      answered(settled.request(), settled.done(), settled.problem());
    } else if (frame instanceof Refused refused) {
      answered(refused.request(), -1, refused.problem());
    }
  }

  private void dispatch() {
    while (!paused && !closed && !arrived.isEmpty()) {
      if (handler != null) {
        List<ReceivedMessage> all = List.copyOf(arrived);
        arrived.clear();
        all.forEach(this::handedOver);
        handler.accept(all);
      } else if (!polls.isEmpty()) {
        Poll poll = polls.poll();
        List<ReceivedMessage> some = new ArrayList<>();
        while (some.size() < poll.most() && !arrived.isEmpty()) {
          some.add(arrived.poll());
        }
        some.forEach(this::handedOver);
        poll.promise().complete(some);
      } else {
        return;
      }
    }
  }

  /** Without a lease there is nothing to settle: it makes room at once. */
  private void handedOver(ReceivedMessage message) {
    if (!message.isLeased()) {
      message.ack();
    }
  }

  /** After settlements were sent, and until they are answered, more gather unless room runs out. */
  private boolean isUrgent() {
    return prompt || closed || freed >= (options.maxInFlight() + 3) / 4;
  }

  private void flush() {
    List<Pending> taken;
    int credit;
    synchronized (lock) {
      scheduled = false;
      if (!door.isOpen() || ((resting || !asked.isEmpty()) && !isUrgent())) {
        return;
      }
      prompt = false;
      taken = pending;
      pending = new ArrayList<>();
      credit = paused ? 0 : freed;
      freed -= credit;
    }
    Buffer out = Buffer.buffer();
    Pending.together(taken).forEach(together -> ask(out, together));
    if (credit > 0) {
      DoorCodec.write(out, new Credit(credit));
    }
    if (out.length() > 0) {
      door.say(out);
      // Who acks one and waits for it before the next is not to wait longer.
      if (taken.size() > 1 && !resting) {
        resting = true;
        context.owner().setTimer(REST_MILLIS, id -> context.runOnContext(nothing -> rested()));
      }
    }
  }

  private void rested() {
    resting = false;
    flush();
  }

  private void ask(Buffer out, List<Pending> together) {
    Pending first = together.get(0);
    LeaseRun run = first.lease().withCount(Pending.count(together));
    asked.put(++request, together);
    DoorCodec.write(
        out,
        new Settle(
            request, first.kind(), first.failure(), first.delayMillis(), first.reason(), run));
  }

  private void answered(int number, int done, String problem) {
    List<Pending> together = asked.remove(number);
    if (together == null) {
      return;
    }
    if (done == Pending.count(together)) {
      together.forEach(one -> one.promise().complete());
    } else if (done > 0 && together.size() > 1) {
      // Which of them were not is found by asking for each: a repeated ack is as good as the first.
      Buffer out = Buffer.buffer();
      together.forEach(one -> ask(out, List.of(one)));
      door.say(out);
    } else {
      Problem why = Problems.read(problem);
      together.forEach(one -> one.promise().fail(why));
    }
    flush();
  }

  @Override
  public void lost() {
    arrived.clear();
    List<List<Pending>> open = List.copyOf(asked.values());
    asked.clear();
    Problem why = Problems.unknown("the connection was lost before the answer");
    open.forEach(together -> together.forEach(one -> one.promise().fail(why)));
    synchronized (lock) {
      generation++;
      freed = 0;
    }
  }

  @Override
  public void refused(Problem why) {
    closed = true;
    ready.tryFail(why);
    polls.forEach(one -> one.promise().fail(why));
    polls.clear();
    List<Pending> left;
    synchronized (lock) {
      left = pending;
      pending = new ArrayList<>();
    }
    left.forEach(one -> one.promise().fail(why));
    endHandler.accept(why);
  }
}
