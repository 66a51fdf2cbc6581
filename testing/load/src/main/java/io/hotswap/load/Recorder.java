package io.hotswap.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hotswap.history.Event;
import io.hotswap.history.EventLog;
import io.hotswap.history.HistoryChecker;
import io.hotswap.history.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Where all clients of a run put what they saw. Any thread. */
final class Recorder {
  private static final long LATENCY_NANOS_MAX = 120_000_000_000L;
  private static final int DIGITS = 3;
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, HistoryChecker> checkers = new LinkedHashMap<>();
  private final HistoryChecker first;
  private final Histogram publishLatency = new ConcurrentHistogram(LATENCY_NANOS_MAX, DIGITS);
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
  private final AtomicLong otherAnswers = new AtomicLong();
  private final AtomicReference<String> firstOtherAnswer = new AtomicReference<>();
  private final Optional<EventLog> log;
  private volatile boolean measuring;

  Recorder(Optional<EventLog> log, Behaviour behaviour) {
    this.log = log;
    List<String> groups = behaviour.judged();
    groups.forEach(group -> checkers.put(group, new HistoryChecker(behaviour.promises())));
    this.first = checkers.get(groups.get(0));
  }

  /** The record of what one group's clients see. */
  void record(String group, Event event) {
    checkers.get(group).observe(event);
    count(group.isEmpty() ? event : event.in(group));
  }

  /** What concerns every group, or none. */
  void record(Event event) {
    switch (event.kind()) {
      case CONNECTED, CLOSED -> first.observe(event);
      default -> checkers.values().forEach(checker -> checker.observe(event));
    }
    count(event);
  }

  private void count(Event event) {
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
      String kind = answer.status() + " " + code(answer.body());
      answers.computeIfAbsent(kind, fresh -> new AtomicLong()).incrementAndGet();
      firstOtherAnswer.compareAndSet(null, request + ": " + answer.status() + " " + answer.body());
    }
  }

  private static String code(String body) {
    try {
      return JSON.readTree(body).path("code").asText("without a code");
    } catch (JsonProcessingException notJson) {
      return "without JSON";
    }
  }

  /** How often which answer other than 2xx came, by status and problem code. */
  Map<String, Long> answers() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach((kind, count) -> counts.put(kind, count.get()));
    return counts;
  }

  /** From now on latencies and stalls count: the warm-up is over. */
  void measure() {
    long now = System.nanoTime();
    checkers.values().forEach(checker -> checker.measureStallsFrom(now));
    measuring = true;
  }

  long outstanding() {
    return checkers.values().stream().mapToLong(HistoryChecker::outstanding).sum();
  }

  /** By group, in the order of the settings; the first has the connections of all. */
  Map<String, Verdict> verdicts() {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    checkers.forEach((group, checker) -> verdicts.put(group, checker.verdict()));
    return verdicts;
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
