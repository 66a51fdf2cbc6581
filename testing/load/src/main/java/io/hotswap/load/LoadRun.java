package io.hotswap.load;

import io.hotswap.history.EventLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A load that runs until it is finished.
 *
 * <ol>
 *   <li>{@link #start}: all clients run. {@link #measure}: the warm-up is over.
 *   <li>{@link #finish}: producers stop, consumers go on until all that was stored has come and
 *       then a little longer, for what must not come; then the history is judged.
 * </ol>
 */
public final class LoadRun implements AutoCloseable {
  private static final long POLL_NANOS = 50_000_000;
  private static final long JOIN_MILLIS_MAX = 60_000;

  private final LoadSettings settings;
  private final Optional<EventLog> log;
  private final Recorder recorder;
  private final List<Producer> producers = new ArrayList<>();
  private final List<Consumer> consumers = new ArrayList<>();
  private final List<Thread> producing = new ArrayList<>();
  private final List<Thread> consuming = new ArrayList<>();
  private final List<SwapOutcome> swaps = new ArrayList<>();

  private LoadRun(LoadSettings settings, Optional<EventLog> log) {
    this.settings = settings;
    this.log = log;
    this.recorder = new Recorder(log);
  }

  /** Each producer publishes its own list over and over; the lists may share keys. */
  public static LoadRun start(LoadSettings settings, List<List<Message>> perProducer)
      throws IOException {
    Optional<EventLog> log =
        settings.history().isPresent()
            ? Optional.of(EventLog.create(settings.history().get()))
            : Optional.empty();
    LoadRun run = new LoadRun(settings, log);
    for (int i = 0; i < settings.consumers(); i++) {
      Consumer consumer = new Consumer("consumer-" + i, settings, run.recorder);
      run.consumers.add(consumer);
      run.consuming.add(thread("consumer-" + i, consumer));
    }
    for (int i = 0; i < settings.producers(); i++) {
      List<Message> messages = perProducer.get(i % perProducer.size());
      Producer producer = new Producer("producer-" + i, settings, messages, i, run.recorder);
      run.producers.add(producer);
      run.producing.add(thread("producer-" + i, producer));
    }
    run.consuming.forEach(Thread::start);
    run.producing.forEach(Thread::start);
    return run;
  }

  private static Thread thread(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Latencies and stalls count from now. */
  public void measure() {
    recorder.measure();
  }

  /** Puts a swap into the report. */
  public void swapped(SwapOutcome outcome) {
    swaps.add(outcome);
  }

  public long published() {
    return recorder.published();
  }

  public long delivered() {
    return recorder.delivered();
  }

  /** Stops, drains and judges. */
  public Report finish() throws IOException, InterruptedException {
    producers.forEach(Producer::stop);
    join(producing);
    boolean drained = drain();
    LockSupport.parkNanos(settings.settle().toNanos());
    close();
    return new Report(
        recorder.checker().verdict(),
        drained,
        recorder.otherAnswers(),
        recorder.firstOtherAnswer().orElse(""),
        Latency.of(recorder.publishLatency()),
        List.copyOf(swaps));
  }

  private boolean drain() {
    long deadline = System.nanoTime() + settings.drainMax().toNanos();
    while (recorder.checker().outstanding() > 0) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(JOIN_MILLIS_MAX);
    }
  }

  /** Ends all clients; safe to call again. */
  @Override
  public void close() throws IOException {
    producers.forEach(Producer::stop);
    consumers.forEach(Consumer::stop);
    try {
      join(producing);
      join(consuming);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    if (log.isPresent()) {
      log.get().close();
    }
  }
}
