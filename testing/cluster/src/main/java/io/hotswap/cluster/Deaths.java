package io.hotswap.cluster;

import io.hotswap.cluster.fleet.Member;
import java.io.IOException;
import java.util.List;

/** Nodes that end, or stand still, without having wished for it. */
final class Deaths {
  private static final long FROZEN_MILLIS_MIN = 8_000;
  private static final long FROZEN_MILLIS_MAX = 30_000;

  private Deaths() {}

  static void kill(Scene scene) throws IOException, InterruptedException {
    kill(scene, scene.fleet().busiestOther());
  }

  static void killRegistry(Scene scene) throws IOException, InterruptedException {
    kill(scene, scene.fleet().registryOwner());
  }

  private static void kill(Scene scene, Member victim) throws IOException, InterruptedException {
    List<Member> rest = scene.others(victim);
    scene.measured("kill", rest, rest, victim::kill);
    scene.progressing();
    scene.back(victim);
  }

  static void freeze(Scene scene) throws IOException, InterruptedException {
    Member victim = scene.fleet().busiestOther();
    List<Member> all = scene.fleet().awake();
    List<Member> rest = scene.others(victim);
    long span = FROZEN_MILLIS_MAX - FROZEN_MILLIS_MIN;
    long frozen = FROZEN_MILLIS_MIN + scene.random().nextLong(span + 1);
    scene.measured("freeze", rest, rest, victim::freeze);
    scene.pause(frozen);
    scene.note("frozen for " + frozen + " ms");
    // Its clients ask it first, and what they asked before it stood still is still in its sockets.
    scene.measured("thaw", rest, all, victim::thaw);
    scene.progressing();
  }

  static void restartAll(Scene scene) throws IOException, InterruptedException {
    List<Member> all = scene.fleet().awake();
    Backlog backlog = new Backlog(scene.desk(all.get(0)), all.get(0).url());
    backlog.publish();
    scene.measured(
        "restart over " + Backlog.MESSAGES + " messages",
        all,
        all,
        () -> {
          for (Member member : all) {
            member.kill();
          }
          for (Member member : all) {
            member.launch();
          }
          for (Member member : all) {
            member.awaitReady();
          }
        });
    scene
        .findings()
        .expect(backlog.isThere(), "the backlog is not all there: " + backlog.figures());
  }
}
