package io.hotswap.cluster;

import io.hotswap.cluster.fleet.Member;
import io.hotswap.torture.Desk;
import java.io.IOException;
import java.util.List;

/** Links that carry nothing for a while. */
final class Cuts {
  private static final long CUT_MILLIS = 10_000;

  private Cuts() {}

  static void peers(Scene scene) throws IOException, InterruptedException {
    Member victim = scene.fleet().busiestOther();
    cut(scene, victim, () -> scene.fleet().cutFromOthers(victim));
  }

  static void store(Scene scene) throws IOException, InterruptedException {
    Member victim = scene.fleet().busiestOther();
    cut(scene, victim, () -> scene.fleet().cutFromStore(victim));
  }

  private static void cut(Scene scene, Member victim, Scene.Act act)
      throws IOException, InterruptedException {
    List<Member> all = scene.fleet().awake();
    List<Member> rest = scene.others(victim);
    scene.measured("cut", rest, rest, act);
    scene.pause(CUT_MILLIS);
    Desk.Answer ready = scene.desk(victim).get("/health/ready");
    scene.findings().expect(!ready.good(), victim.id() + " is cut off and says it is ready");
    scene.note("cut off it says " + ready.status());
    scene.measured("heal", rest, all, scene.fleet()::heal);
    scene.progressing();
  }
}
