package io.hotswap.cluster;

import io.hotswap.cluster.fleet.Member;
import java.io.IOException;
import java.util.List;

/** The server of the log goes away for a while. */
final class Stores {
  private static final long DOWN_MILLIS_MIN = 500;
  private static final long DOWN_MILLIS_MAX = 3_000;

  private Stores() {}

  static void restart(Scene scene) throws IOException, InterruptedException {
    outage(scene, "store restart", scene.fleet().store()::stop);
  }

  static void kill(Scene scene) throws IOException, InterruptedException {
    outage(scene, "store kill", scene.fleet().store()::kill);
  }

  private static void outage(Scene scene, String name, Scene.Act end)
      throws IOException, InterruptedException {
    List<Member> all = scene.fleet().awake();
    long span = DOWN_MILLIS_MAX - DOWN_MILLIS_MIN;
    long down = DOWN_MILLIS_MIN + scene.random().nextLong(span + 1);
    scene.measured(
        name + " after " + down + " ms",
        all,
        all,
        () -> {
          end.run();
          scene.pause(down);
          scene.fleet().store().start();
        });
    scene.progressing();
  }
}
