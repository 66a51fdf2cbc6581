package io.hotswap.torture.fault;

import java.io.IOException;
import java.util.OptionalInt;

/** The process ends and is started again. */
final class Death {
  private static final int KILLS_MAX = 4;

  private Death() {}

  static void kill(Stage stage) throws IOException, InterruptedException {
    stage.node().kill();
    stage.pause(0, 300);
    stage.node().start();
  }

  static void killWhileStarting(Stage stage) throws IOException, InterruptedException {
    int kills = 1 + stage.random().nextInt(KILLS_MAX);
    for (int i = 0; i < kills; i++) {
      stage.node().kill();
      stage.node().launch();
      stage.pause(50, 1_500);
    }
    stage.node().kill();
    stage.note(kills + 1 + " kills");
    stage.node().start();
  }

  static void terminate(Stage stage) throws IOException, InterruptedException {
    end(stage, "0");
  }

  /** A node that is broken may say so by its exit code. */
  static void terminateBroken(Stage stage) throws IOException, InterruptedException {
    end(stage, "0|1");
  }

  private static void end(Stage stage, String codes) throws IOException, InterruptedException {
    long began = System.nanoTime();
    OptionalInt code = stage.node().terminate();
    stage.note("ended after " + (System.nanoTime() - began) / 1_000_000 + " ms");
    stage
        .findings()
        .expect(
            code.isPresent() && String.valueOf(code.getAsInt()).matches(codes),
            "after SIGTERM: exit code " + code + " (expected: " + codes + ")");
    stage.node().start();
  }
}
