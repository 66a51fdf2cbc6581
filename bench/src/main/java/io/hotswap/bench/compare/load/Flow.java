package io.hotswap.bench.compare.load;

import io.hotswap.bench.compare.peer.Closing;
import io.hotswap.bench.compare.peer.Confirms;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.peer.Sender;
import io.hotswap.bench.compare.peer.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Messages through fresh destinations of a system: from {@link #start} to {@link #finish}, after
 * which everything confirmed had its time to arrive.
 */
public final class Flow implements Closing {
  private static final long LOOK_NANOS = 2_000_000;
  private static final long JOIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long ACKS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  final FlowPlan plan;
  final LongAdder sent = new LongAdder();
  volatile boolean stop;
  private volatile long firstReceived;
  private final long run = System.nanoTime() ^ ProcessHandle.current().pid() << 40;
  private final Session session;
  private final Duration patience;
  private final Map<String, Ledger> ledgers = new LinkedHashMap<>();
  private final Latencies received;
  private final Latencies confirmed;
  private final LongAdder confirms = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicReference<Throwable> firstFailure = new AtomicReference<>();
  private final List<Closing> receivers = new ArrayList<>();
  private final List<Producing> producing = new ArrayList<>();

  /**
   * @param windowed whether latencies are kept by window too
   * @param patience how long nothing may move until what is missing is taken for lost
   */
  public Flow(Session session, FlowPlan plan, boolean windowed, Duration patience) {
    this.patience = patience;
    this.session = session;
    this.plan = plan;
    received = new Latencies(windowed);
    confirmed = new Latencies(windowed);
    plan.groups().forEach(group -> ledgers.put(group, new Ledger(plan.producers())));
  }

  /** Makes destinations and senders, and receivers if {@code receiving}; sends nothing yet. */
  public Flow open(boolean receiving) throws Exception {
    session.create(plan.destinations());
    if (receiving) {
      receive();
    }
    for (int i = 0; i < plan.producers(); i++) {
      Window window = new Window(Math.max(1, plan.window() / plan.producers()));
      List<Destination> share = plan.share(i, plan.producers());
      Sender sender = session.sender(share, i, hearing(window));
      producing.add(new Producing(this, i, share.size(), sender, window));
    }
    return this;
  }

  public void receive() throws Exception {
    for (Map.Entry<String, Ledger> group : ledgers.entrySet()) {
      for (int i = 0; i < plan.consumers(); i++) {
        receivers.add(
            session.receiver(
                plan.share(i, plan.consumers()),
                group.getKey(),
                i,
                payload -> note(group.getValue(), payload)));
      }
    }
  }

  private Confirms hearing(Window window) {
    return new Confirms() {
      @Override
      public void confirmed(long token) {
        confirmed.record(token, System.nanoTime());
        confirms.increment();
        window.release();
      }

      @Override
      public void failed(long token, Throwable why) {
        failed(why);
        failures.increment();
        window.release();
      }

      private void failed(Throwable why) {
        firstFailure.compareAndSet(null, why);
      }
    };
  }

  private void note(Ledger ledger, ByteBuffer payload) {
    if (payload.remaining() < Stamp.BYTES) {
      return;
    }
    Stamp stamp = Stamp.read(payload);
    if (stamp.run() == run && ledger.first(stamp.producer(), stamp.number())) {
      long now = System.nanoTime();
      received.record(stamp.dueNanos(), now);
      if (firstReceived == 0) {
        firstReceived = now;
      }
    }
  }

  /**
   * Sends one message of each, and waits until all groups have them: consumers may be slow to join.
   */
  public void prime() throws IOException {
    start(plan.producers());
    long end = System.nanoTime() + JOIN_NANOS;
    while (!(isSent() && isReceived())) {
      if (System.nanoTime() > end || isBroken()) {
        throw new IOException(
            "first messages: %s (expected: received within a minute)".formatted(counts()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Sends until {@link #finish}, or until each has sent its share of so many. */
  public void start(long messages) {
    long from = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    for (Producing one : producing) {
      one.begin(run, from, Math.min(Ledger.NUMBERS_MAX - 1, messages / plan.producers()));
    }
  }

  void broken(Throwable why) {
    firstFailure.compareAndSet(null, why);
    failures.increment();
    stop = true;
  }

  /** What is due from now on counts for latencies. */
  public void measure() {
    long now = System.nanoTime();
    received.from(now);
    confirmed.from(now);
  }

  /** What is due from now on does not count any more. */
  public void measured() {
    long now = System.nanoTime();
    received.to(now);
    confirmed.to(now);
  }

  /** What the slowest group has not received of what was sent. */
  public long outstanding() {
    long least = Long.MAX_VALUE;
    for (Ledger ledger : ledgers.values()) {
      least = Math.min(least, ledger.received());
    }
    return sent.sum() - least;
  }

  /** Received by all groups together. */
  public long received() {
    return ledgers.values().stream().mapToLong(Ledger::received).sum();
  }

  /** When the first message came, in nanoseconds of this process; 0 if none did. */
  public long firstReceivedNanos() {
    return firstReceived;
  }

  public long confirmed() {
    return confirms.sum();
  }

  /** Whether all senders have sent what they were to, and it is confirmed. */
  public boolean isSent() {
    return producing.stream().noneMatch(Producing::isBusy)
        && confirms.sum() + failures.sum() >= sent.sum();
  }

  /** Whether all groups have what was confirmed. */
  public boolean isReceived() {
    return ledgers.values().stream().allMatch(one -> one.unique() >= confirms.sum());
  }

  public boolean isBroken() {
    return failures.sum() > 0;
  }

  public Latencies receivedLatencies() {
    return received;
  }

  public Latencies confirmedLatencies() {
    return confirmed;
  }

  /** Until it is so, something failed, or nothing has moved for as long as patience lasts. */
  public void until(BooleanSupplier enough) {
    long before = -1;
    long moved = System.nanoTime();
    while (!enough.getAsBoolean()
        && (stop || !isBroken())
        && System.nanoTime() - moved < patience.toNanos()) {
      long now = received() + confirms.sum() + failures.sum();
      moved = now == before ? moved : System.nanoTime();
      before = now;
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Sends no more, and waits for what is under way as long as anything moves. */
  public Counts finish() throws InterruptedException {
    stop = true;
    for (Producing one : producing) {
      one.end();
    }
    until(() -> isSent() && isReceived());
    LockSupport.parkNanos(ACKS_NANOS);
    return counts();
  }

  /** So far: what is under way counts as lost. */
  public Counts counts() {
    long lost = 0;
    long duplicates = 0;
    for (Ledger ledger : ledgers.values()) {
      lost += Math.max(0, confirms.sum() - ledger.unique());
      duplicates += ledger.duplicates();
    }
    Throwable failure = firstFailure.get();
    return new Counts(
        sent.sum(),
        confirms.sum(),
        failures.sum(),
        received(),
        duplicates,
        lost,
        failure == null ? "" : failure.toString());
  }

  @Override
  public void close() throws IOException {
    stop = true;
    List<Step> steps = new ArrayList<>();
    producing.forEach(one -> steps.add(one::close));
    receivers.forEach(one -> steps.add(one::close));
    steps.add(() -> session.drop(plan.destinations()));
    Closing.of(steps.toArray(Step[]::new)).close();
  }
}
