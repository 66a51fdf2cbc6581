package io.hotswap.load;

import io.hotswap.history.Event;
import io.hotswap.history.EventLog;
import io.hotswap.history.HistoryChecker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Where all clients of a run put what they saw. Any thread. */
final class Recorder {
  private static final long LATENCY_NANOS_MAX = 120_000_000_000L;
  private static final int DIGITS = 3;

  private final HistoryChecker checker = new HistoryChecker();
  private final Histogram publishLatency = new ConcurrentHistogram(LATENCY_NANOS_MAX, DIGITS);
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong otherAnswers = new AtomicLong();
  private final AtomicReference<String> firstOtherAnswer = new AtomicReference<>();
  private final Optional<EventLog> log;
  private volatile boolean measuring;

  Recorder(Optional<EventLog> log) {
    this.log = log;
  }

  void record(Event event) {
    checker.observe(event);
    switch (event.kind()) {
      case PUBLISHED -> published.incrementAndGet();
      case DELIVERED -> delivered.incrementAndGet();
      default -> {}
    }
    log.ifPresent(open -> write(open, event));
  }

  /** How long after it was due a message was answered as stored. */
  void publishedAfter(long nanos) {
    if (measuring) {
      publishLatency.recordValue(Math.min(LATENCY_NANOS_MAX, Math.max(0, nanos)));
    }
  }

  void answered(String request, HttpConnection.Answer answer) {
    if (!answer.good()) {
      otherAnswers.incrementAndGet();
      firstOtherAnswer.compareAndSet(null, request + ": " + answer.status() + " " + answer.body());
    }
  }

  /** From now on latencies and stalls count: the warm-up is over. */
  void measure() {
    checker.measureStallsFrom(System.nanoTime());
    measuring = true;
  }

  HistoryChecker checker() {
    return checker;
  }

  Histogram publishLatency() {
    return publishLatency.copy();
  }

  long published() {
    return published.get();
  }

  long delivered() {
    return delivered.get();
  }

  /** Answers with a status other than 2xx. */
  long otherAnswers() {
    return otherAnswers.get();
  }

  Optional<String> firstOtherAnswer() {
    return Optional.ofNullable(firstOtherAnswer.get());
  }

  private static void write(EventLog log, Event event) {
    try {
      log.write(event);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
