package io.hotswap.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.node.strand.Strand;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
  private static final int POOL = 6;
  private static final ClassLoader LOADER = new ClassLoader() {};

  private Vertx vertx;
  private Strand strand;
  private EventLoops loops;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(POOL));
    strand = Strand.of(vertx);
    loops = new EventLoops(vertx, strand, POOL);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private <T> T await(Supplier<Future<T>> action) throws Exception {
    return strand.call(action).await(30, TimeUnit.SECONDS);
  }

  private static Set<EventLoop> of(List<Host> hosts) {
    Set<EventLoop> set = new HashSet<>();
    hosts.forEach(host -> set.add(host.eventLoop()));
    return set;
  }

  @Test
  void versionsOfAPluginShareNoLoopWithEachOtherOrTheEdge() throws Exception {
    Context edge = ((VertxInternal) vertx).createEventLoopContext();
    await(
        () -> {
          loops.take("edge", List.of(edge));
          return Future.succeededFuture();
        });
    List<Host> first = await(() -> loops.deploy("broker", 2, LOADER));
    List<Host> second = await(() -> loops.deploy("broker", 2, LOADER));
    Set<EventLoop> all = new HashSet<>(of(first));
    all.addAll(of(second));
    assertThat(all).hasSize(4);
    assertThat(all).doesNotContain(((ContextInternal) edge).nettyEventLoop());
  }

  @Test
  void contextsHaveTheVersionsLoader() throws Exception {
    List<Host> hosts = await(() -> loops.deploy("broker", 1, LOADER));
    Future<ClassLoader> seen =
        Future.future(
            promise ->
                hosts
                    .get(0)
                    .context()
                    .runOnContext(
                        on -> promise.complete(Thread.currentThread().getContextClassLoader())));
    assertThat(seen.await(10, TimeUnit.SECONDS)).isSameAs(LOADER);
  }

  @Test
  void releasedLoopsAreFreeAgainForever() throws Exception {
    for (int round = 0; round < 20; round++) {
      List<Host> hosts = await(() -> loops.deploy("broker", POOL - 1, LOADER));
      assertThat(of(hosts)).hasSize(POOL - 1);
      await(() -> loops.release("broker", hosts));
    }
  }

  @Test
  void whenThereAreNotEnoughLoopsAreShared() throws Exception {
    List<Host> hosts = await(() -> loops.deploy("broker", POOL + 2, LOADER));
    assertThat(hosts).hasSize(POOL + 2);
    assertThat(of(hosts)).hasSize(POOL);
  }

  @Test
  void aBlockedLoopIsPassedBy() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<Host> first = new ArrayList<>(await(() -> loops.deploy("broker", 1, LOADER)));
    EventLoop blocked = first.get(0).eventLoop();
    first
        .get(0)
        .context()
        .runOnContext(
            block -> {
              try {
                assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
    List<Host> hosts = await(() -> loops.deploy("gateway", 2, LOADER));
    assertThat(of(hosts)).hasSize(2).doesNotContain(blocked);
    release.countDown();
  }
}
