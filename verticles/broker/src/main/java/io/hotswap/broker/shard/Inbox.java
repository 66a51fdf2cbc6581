package io.hotswap.broker.shard;

import io.hotswap.broker.BrokerConfig;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Commands waiting for a shard, bounded by number and bytes. */
final class Inbox {
  private final BrokerConfig config;
  private final Deque<Work> waiting = new ArrayDeque<>();
  private long bytes;

  Inbox(BrokerConfig config) {
    this.config = config;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** False if it was refused, and answered so. */
  boolean offer(Work work) {
    if (waiting.size() >= config.waitingCommandsMax()
        || bytes + work.bytes() > config.waitingBytesMax()) {
      work.fail(
          Problem.retryLater(
              ErrorCode.TooManyRequests,
              "waiting commands: " + waiting.size() + " (expected: < what the shard may hold)",
              1));
      return false;
    }
    bytes += work.bytes();
    waiting.addLast(work);
    return true;
  }

  /** For a command that had its turn and needs another: it keeps its place. */
  void again(Work work) {
    bytes += work.bytes();
    waiting.addFirst(work);
  }

  Work poll() {
    Work work = waiting.pollFirst();
    if (work != null) {
      bytes -= work.bytes();
    }
    return work;
  }

  /** Takes out and fails what matches. */
  void failIf(Predicate<Work> matches, Throwable cause) {
    List<Work> out = new ArrayList<>();
    waiting.removeIf(
        work -> {
          boolean match = matches.test(work);
          if (match) {
            bytes -= work.bytes();
            out.add(work);
          }
          return match;
        });
    out.forEach(work -> work.fail(cause));
  }

  /** Fails what came before a time: it has waited for an owner for long enough. */
  void failOld(long beforeNanos, int shard) {
    failIf(
        work -> work.arrivedNanos - beforeNanos < 0,
        Problem.retryLater(
            ErrorCode.Unavailable, "shard " + shard + " waits until it is known who owns it", 1));
  }
}
