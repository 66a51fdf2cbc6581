package io.hotswap.testkit.time;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;

/** How tests wait for what other threads do: long, because only a failing test waits to the end. */
public final class Patience {
  /** Longer than a shared disk or processor has been seen to stand still. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int FRAMES = 12;

  private Patience() {}

  /** A condition that is looked at every 10 ms. */
  public static ConditionFactory patiently() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10));
  }

  /**
   * Waits until the assertion holds.
   *
   * @throws AssertionError with what each thread was doing, if it never did
   */
  public static void eventually(ThrowingRunnable assertion) {
    try {
      patiently().untilAsserted(assertion);
    } catch (ConditionTimeoutException never) {
      throw new AssertionError(never.getMessage() + "\n" + threads(), never);
    }
  }

  private static String threads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .map(Patience::thread)
        .collect(Collectors.joining("\n"));
  }

  private static String thread(Map.Entry<Thread, StackTraceElement[]> of) {
    return Stream.of(of.getValue())
        .limit(FRAMES)
        .map(frame -> "    at " + frame)
        .collect(
            Collectors.joining(
                "\n", of.getKey().getName() + " " + of.getKey().getState() + "\n", ""));
  }
}
