package io.hotswap.torture.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Time goes otherwise than the node thinks. */
final class Stall {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /**
   * Where the clock of a node begins: ahead, so that it can go back without leaving tokens in the
   * future.
   */
  private static final long OFFSET_MIN = 2 * HOUR;

  private static final long[] SHIFTS = {1_000, 10_000, 60_000, 10 * 60_000, HOUR, 3 * HOUR};

  private Stall() {}

  static void pauseBriefly(Stage stage) throws IOException, InterruptedException {
    int times = 1 + stage.random().nextInt(4);
    for (int i = 0; i < times; i++) {
      pause(stage, stage.between(20, 700));
      stage.pause(0, 300);
    }
    stage.note(times + " times");
  }

  /** Longer than leases of messages, and than the ownership of shards in the store. */
  static void pauseLong(Stage stage) throws IOException, InterruptedException {
    Duration time = stage.between(3_500, 8_000);
    pause(stage, time);
    stage.note("for " + time.toMillis() + " ms");
  }

  static void pause(Stage stage, Duration time) throws IOException, InterruptedException {
    stage.node().signal("STOP");
    io.hotswap.torture.Waiting.pause(time);
    stage.node().signal("CONT");
  }

  static void moveClock(Stage stage) throws IOException, InterruptedException {
    long now = offset(stage);
    long shift = SHIFTS[stage.random().nextInt(SHIFTS.length)];
    boolean back = stage.random().nextBoolean() && now - shift >= OFFSET_MIN;
    Files.writeString(stage.node().clockOffset(), String.valueOf(now + (back ? -shift : shift)));
    stage.note((back ? "back by " : "ahead by ") + Duration.ofMillis(shift));
    stage.pause(500, 2_000);
    if (stage.random().nextInt(3) == 0) {
      stage.note("and killed");
      Death.kill(stage);
    }
  }

  private static long offset(Stage stage) throws IOException {
    return Long.parseLong(Files.readString(stage.node().clockOffset()).strip());
  }
}
