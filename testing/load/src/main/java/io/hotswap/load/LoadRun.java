package io.hotswap.load;

import io.hotswap.history.Event;
import io.hotswap.history.EventLog;
import io.hotswap.history.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    this.recorder = new Recorder(log, settings.behaviour());
  }

  /** Each producer publishes its own list over and over; the lists may share keys. */
  public static LoadRun start(LoadSettings settings, List<List<Message>> perProducer)
      throws IOException {
    Optional<EventLog> log =
        settings.history().isPresent()
            ? Optional.of(EventLog.create(settings.history().get()))
            : Optional.empty();
    LoadRun run = new LoadRun(settings, log);
    List<String> groups = new ArrayList<>(settings.behaviour().judged());
    groups.removeAll(settings.behaviour().watched());
    groups.forEach(group -> run.addConsumers(group, settings.topic()));
    if (settings.behaviour().relays()) {
      settings
          .behaviour()
          .watched()
          .forEach(group -> run.addConsumers(group, settings.behaviour().relayTo()));
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

  private void addConsumers(String group, String topic) {
    for (int i = 0; i < settings.consumers(); i++) {
      String name = (group.isEmpty() ? "" : group + "-") + "consumer-" + i;
      Consumer consumer = new Consumer(name, group, topic, i, settings, recorder);
      consumers.add(consumer);
      consuming.add(thread(name, consumer));
    }
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

  /** What a consumer of a watched group saw. Any thread. */
  public void saw(String group, Event event) {
    recorder.record(group, event);
  }

  public long published() {
    return recorder.published();
  }

  public long delivered() {
    return recorder.delivered();
  }

  /** How often clients got which answer other than 2xx, by status and problem code. */
  public Map<String, Long> answers() {
    return recorder.answers();
  }

  /** Whether every producer has published its rounds. */
  public boolean publishedAll() {
    return producing.stream().noneMatch(Thread::isAlive);
  }

  /** Producers stop; answers whether all that they published came and was settled in time. */
  public boolean drain() throws InterruptedException {
    producers.forEach(Producer::stop);
    join(producing);
    return awaitSettled();
  }

  /** Whether all that was published is settled by now, as far as the record knows. */
  public boolean isSettled() {
    return recorder.outstanding() == 0;
  }

  /** Takes the dead letters of the topic into the record. Once, after a drain. */
  public void readDeadLetters(Admin admin) throws IOException {
    for (DeadLetters.Entry entry : DeadLetters.read(admin, settings.topic())) {
      record(Event.Kind.DEAD, entry);
    }
  }

  /** Sends all dead letters back and takes that into the record; after they were read. */
  public void replayDeadLetters(Admin admin) throws IOException {
    List<DeadLetters.Entry> entries = DeadLetters.read(admin, settings.topic());
    entries.forEach(entry -> record(Event.Kind.REPLAYED, entry));
    DeadLetters.replay(admin, settings.topic(), entries.size());
  }

  private void record(Event.Kind kind, DeadLetters.Entry entry) {
    String group = settings.behaviour().judged().contains("") ? "" : entry.group();
    Event event = Event.deadLetter(kind, entry.subject(), System.nanoTime(), entry.reason());
    recorder.record(group, event);
  }

  /** Stops, drains and judges. */
  public Report finish() throws IOException, InterruptedException {
    boolean drained = drain();
    LockSupport.parkNanos(settings.settle().toNanos());
    close();
    Map<String, Verdict> verdicts = recorder.verdicts();
    return new Report(
        verdicts.values().iterator().next(),
        verdicts,
        drained,
        recorder.otherAnswers(),
        recorder.firstOtherAnswer().orElse(""),
        Latency.of(recorder.publishLatency()),
        List.copyOf(swaps));
  }

  private boolean awaitSettled() {
    long deadline = System.nanoTime() + settings.drainMax().toNanos();
    while (!isSettled()) {
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
