package io.hotswap.store.postgres;

import static io.hotswap.testkit.log.LogFixtures.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A network between the log and its server that can be cut and can lose answers. */
final class Relay {
  private final Set<NetSocket> clients = ConcurrentHashMap.newKeySet();
  private final AtomicInteger toLose = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final NetServer listener;
  private final NetClient dialer;
  private final int target;
  private volatile boolean cut;
  private volatile boolean stalled;
  private volatile Predicate<Buffer> about = question -> true;

  Relay(Vertx vertx, int target) {
    this.target = target;
    this.dialer = vertx.createNetClient();
    this.listener = vertx.createNetServer().connectHandler(this::accept);
    await(listener.listen(0, "localhost"));
  }

  int port() {
    return listener.actualPort();
  }

  /** The next answers are lost, and their connections with them: what was asked is done. */
  void loseAnswers(int count, String toQuestionsWith) {
    about = question -> question.toString("ISO-8859-1").contains(toQuestionsWith);
    toLose.set(count);
  }

  int lost() {
    return lost.get();
  }

  /** Cuts all and refuses new connections until it is healed. */
  void cut() {
    cut = true;
    clients.forEach(NetSocket::close);
  }

  void heal() {
    cut = false;
  }

  /** What is connected now never hears anything again. */
  void stall() {
    stalled = true;
    clients.forEach(NetSocket::pause);
    stalled = false;
  }

  private void accept(NetSocket client) {
    if (cut) {
      client.close();
      return;
    }
    client.pause();
    dialer
        .connect(target, "localhost")
        .onFailure(refused -> client.close())
        .onSuccess(server -> join(client, server));
  }

  private void join(NetSocket client, NetSocket server) {
    clients.add(client);
    boolean[] asked = {false};
    client.handler(
        question -> {
          asked[0] |= toLose.get() > 0 && about.test(question);
          server.write(question);
        });
    server.handler(
        answer -> {
          // NB: ready for query, or an error: an answer that only tells that it is parsed passes.
          if (asked[0] && answer.toString("ISO-8859-1").contains("SELECT 1")) {
            asked[0] = false;
            toLose.decrementAndGet();
            lost.incrementAndGet();
            client.close();
          } else {
            client.write(answer);
          }
        });
    client.closeHandler(
        gone -> {
          clients.remove(client);
          server.close();
        });
    server.closeHandler(gone -> client.close());
    if (!stalled) {
      client.resume();
    }
  }
}
