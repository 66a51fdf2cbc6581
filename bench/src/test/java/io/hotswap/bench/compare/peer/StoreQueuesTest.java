package io.hotswap.bench.compare.peer;

import static io.hotswap.testkit.time.Patience.PATIENCE;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.bench.compare.load.Counts;
import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.load.FlowPlan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.embedded.RedisServer;

/** Queues that are made of a store alone lose and double nothing either. */
class StoreQueuesTest {
  private static final int MESSAGES = 400;

  @TempDir private Path folder;

  private EmbeddedPostgres postgres() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("pg"))
        .setPGStartupWait(Duration.ofSeconds(60))
        .start();
  }

  private Place place(int port) {
    return new Place(port, folder, Map.of());
  }

  private static void keepsAll(Peer peer, Place place) throws Exception {
    FlowPlan plan = new FlowPlan(List.of(Destination.queue("q-1")), 2, 3, 64, 0, 100, 1000);
    try (Session session = peer.open(place);
        Flow flow = new Flow(session, plan, false, PATIENCE)) {
      flow.open(true).start(MESSAGES);
      eventually(() -> assertThat(flow.isSent() || flow.isBroken()).isTrue());
      assertThat(flow.finish()).isEqualTo(new Counts(MESSAGES, MESSAGES, 0, MESSAGES, 0, 0, ""));
    }
  }

  @ParameterizedTest
  @EnumSource(SkipLocked.Taking.class)
  void aTable(SkipLocked.Taking taking) throws Exception {
    try (EmbeddedPostgres server = postgres()) {
      keepsAll(new SkipLocked(taking), place(server.getPort()));
    }
  }

  @Test
  void aTableHasNoGroups() throws Exception {
    try (EmbeddedPostgres server = postgres();
        Session session = new SkipLocked(SkipLocked.Taking.ONE).open(place(server.getPort()))) {
      List<Destination> topic = List.of(new Destination("t", List.of("a", "b")));
      assertThatThrownBy(() -> session.create(topic))
          .hasMessage("destination: t (expected: a work queue)");
    }
  }

  @Test
  void streamsMessageByMessageAndInBatches() throws Exception {
    RedisServer server =
        RedisServer.newRedisServer()
            .port(freePort())
            .bind("127.0.0.1")
            .setting("dir " + folder)
            .build();
    server.start();
    try {
      Place place = place(server.ports().get(0));
      keepsAll(new RedisSingly(), place);
      keepsAll(new Redis("always"), place);
    } finally {
      server.stop();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
