package io.hotswap.client;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Confirmed;
import io.hotswap.contracts.door.DoorFrame.Refused;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Publishes to one topic over a connection of its own. While a batch is on its way the next one
 * gathers, for at most some milliseconds; it does not wait when it is big.
 *
 * <p>Any thread may publish; futures complete on the publisher's own thread, which must not be
 * blocked. They fail with a {@code Problem}: {@code OutcomeUnknown} when the message may or may not
 * be stored, {@code TooManyRequests} when the window is full, else what the node refused.
 */
public final class Publisher implements DoorConnection.Listener {
  private static final long REPEAT_MILLIS = 50;

  /** A few that wait go when the confirm of the others takes longer than that. */
  private static final long GATHER_MILLIS = 5;

  private final Vertx vertx;
  private final Context context;
  private final String topic;
  private final String name;
  private final PublisherOptions options;
  private final LongSupplier nanos;
  private final Promise<Void> ready = Promise.promise();
  private final Gathering gathering;
  private DoorConnection door;

  // On the context only.
  private final Map<Integer, Batch> inFlight = new LinkedHashMap<>();
  private final Deque<Batch> repeats = new ArrayDeque<>();
  private boolean resting;
  private boolean timing;
  private int request;
  private Promise<Void> closing;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong sequence = new AtomicLong();

  /** What was or will be sent together. */
  private static final class Batch {
    final List<Waiting> messages;

    /** Whether it may have been stored already. */
    boolean unknown;

    Batch(List<Waiting> messages) {
      this.messages = messages;
    }

    long deadline() {
      return messages.get(0).deadline();
    }
  }

  Publisher(
      Vertx vertx,
      Context context,
      String topic,
      String name,
      PublisherOptions options,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.context = context;
    this.topic = topic;
    this.name = name;
    this.options = options;
    this.nanos = nanos;
    this.gathering = new Gathering(options);
  }

  Future<Void> begin(DoorConnection own) {
    door = own;
    door.connect();
    vertx.setPeriodic(
        Math.max(10, Math.min(250, options.timeout().toMillis() / 4)),
        id -> context.runOnContext(nothing -> expire()));
    return ready.future();
  }

  /** Completes when the message is stored and durable. */
  public Future<PublishResult> publish(OutgoingMessage message) {
    Promise<PublishResult> promise = Promise.promise();
    String key = options.idempotent() ? name + "-" + sequence.getAndIncrement() : null;
    ByteBuffer record = message.record(name, key);
    Waiting one = new Waiting(record, nanos.getAsLong() + options.timeout().toNanos(), promise);
    Problem refused = gathering.add(one, () -> context.runOnContext(nothing -> flush()));
    return refused == null ? promise.future() : Future.failedFuture(refused);
  }

  /** Whether a message would find no room now. */
  public boolean isFull() {
    return gathering.isFull();
  }

  /** Called on the publisher's thread when it was full and half of it is free again. */
  public Publisher drainHandler(Runnable whenDrained) {
    gathering.drained(whenDrained);
    return this;
  }

  /** Messages that are not confirmed. */
  public int unconfirmed() {
    return gathering.held();
  }

  /** How often a connection was opened: 1 unless one was lost. */
  public int connections() {
    return connections.get();
  }

  /** Takes no more, waits for what is unconfirmed, and closes. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    gathering.end(Problems.closed("publisher"));
    context.runOnContext(
        nothing -> {
          if (closing == null) {
            closing = done;
            closeIfIdle();
          } else {
            closing.future().onComplete(done);
          }
        });
    return done.future();
  }

  private void closeIfIdle() {
    if (closing != null && unconfirmed() == 0 && !closing.future().isComplete()) {
      door.close().onComplete(closed -> closing.tryComplete());
    }
  }

  /** All below is on the context. */
  private void flush() {
    flush(false);
  }

  private void flush(boolean late) {
    gathering.woken();
    while (!resting && door.isWritable() && inFlight.size() < options.batchesInFlight()) {
      Batch next = repeats.isEmpty() ? take(late || inFlight.isEmpty()) : repeats.poll();
      if (next == null) {
        break;
      }
      send(next);
    }
    gathering.goOn(!inFlight.isEmpty());
    // NB: not every batch has a timer of its own, one looks after all of them.
    if (!inFlight.isEmpty() && !timing) {
      timing = true;
      vertx.setTimer(GATHER_MILLIS, id -> context.runOnContext(nothing -> look()));
    }
  }

  private void look() {
    timing = false;
    flush(true);
  }

  private void send(Batch next) {
    List<ByteBuffer> records = new ArrayList<>(next.messages.size());
    next.messages.forEach(one -> records.add(one.record()));
    inFlight.put(++request, next);
    door.say(
        options.compression()
            ? Packing.publish(request, topic, records)
            : DoorCodec.publish(request, topic, records));
  }

  private Batch take(boolean few) {
    List<Waiting> taken = gathering.take(few);
    return taken.isEmpty() ? null : new Batch(taken);
  }

  @Override
  public void opened(long topicUid) {
    connections.incrementAndGet();
    ready.tryComplete();
    flush();
  }

  @Override
  public void drained() {
    flush();
  }

  @Override
  public void heard(DoorFrame frame) {
    if (frame instanceof Confirmed confirmed) {
      Batch batch = inFlight.remove(confirmed.request());
      if (batch != null) {
        confirm(batch, confirmed);
      }
    } else if (frame instanceof Refused refused) {
      Batch batch = inFlight.remove(refused.request());
      if (batch != null) {
        refuse(batch, Problems.read(refused.problem()));
      }
    }
    flush();
  }

  private void confirm(Batch batch, Confirmed confirmed) {
    free(batch.messages);
    int at = 0;
    for (Confirmed.Stored run : confirmed.stored()) {
      for (int i = 0; i < run.count() && at < batch.messages.size(); i++) {
        PublishResult result =
            new PublishResult(
                new MessageId(confirmed.topicUid(), run.partition(), run.offset() + i),
                confirmed.publishedAtMillis(),
                run.duplicate(),
                confirmed.durability());
        batch.messages.get(at++).promise().complete(result);
      }
    }
  }

  private void refuse(Batch batch, Problem problem) {
    boolean unknown = problem.code() == ErrorCode.OutcomeUnknown;
    batch.unknown |= unknown;
    if (Problems.isPassing(problem) || (unknown && options.idempotent())) {
      repeat(batch);
    } else if (problem.code().status() < 500 && batch.messages.size() > 1) {
      // What is wrong with one of them must not be paid for by the others.
      batch.messages.forEach(one -> repeats.add(new Batch(List.of(one))));
    } else {
      fail(batch.messages, problem);
    }
  }

  /** In the order in which they were taken, after a rest. */
  private void repeat(Batch batch) {
    repeats.addLast(batch);
    if (!resting) {
      resting = true;
      vertx.setTimer(
          REPEAT_MILLIS,
          id ->
              context.runOnContext(
                  nothing -> {
                    resting = false;
                    flush();
                  }));
    }
  }

  @Override
  public void lost() {
    List<Batch> open = List.copyOf(inFlight.values());
    inFlight.clear();
    for (int i = open.size() - 1; i >= 0; i--) {
      Batch batch = open.get(i);
      batch.unknown = true;
      if (options.idempotent()) {
        repeats.addFirst(batch);
      } else {
        fail(batch.messages, Problems.unknown("the connection was lost before the confirm"));
      }
    }
  }

  @Override
  public void refused(Problem why) {
    ready.tryFail(why);
    gathering.end(why);
    for (Batch batch : List.copyOf(repeats)) {
      fail(batch.messages, batch.unknown ? Problems.unknown(why.getMessage()) : why);
    }
    repeats.clear();
    Batch next = take(true);
    while (next != null) {
      fail(next.messages, why);
      next = take(true);
    }
    closeIfIdle();
  }

  private void expire() {
    long now = nanos.getAsLong();
    expire(inFlight.values().iterator(), now, true);
    expire(repeats.iterator(), now, false);
    fail(
        gathering.late(now),
        Problem.of(ErrorCode.Unavailable, "timeout: not sent, no node took it in time"));
    flush();
  }

  private void expire(Iterator<Batch> batches, long now, boolean sent) {
    while (batches.hasNext()) {
      Batch batch = batches.next();
      if (batch.deadline() - now <= 0) {
        batches.remove();
        fail(
            batch.messages,
            sent || batch.unknown
                ? Problems.unknown("timeout: sent, and not confirmed in time")
                : Problem.of(ErrorCode.Unavailable, "timeout: refused until the time was over"));
      }
    }
  }

  private void fail(List<Waiting> messages, Problem why) {
    free(messages);
    messages.forEach(one -> one.promise().fail(why));
  }

  /** Before they are told, so that who hears finds room. */
  private void free(List<Waiting> messages) {
    if (messages.isEmpty()) {
      return;
    }
    Runnable tell = gathering.free(messages);
    if (tell != null) {
      tell.run();
    }
    closeIfIdle();
  }
}
