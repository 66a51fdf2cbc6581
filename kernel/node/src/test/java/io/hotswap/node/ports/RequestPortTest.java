package io.hotswap.node.ports;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.edge.Exchange;
import io.hotswap.contracts.edge.Gateway;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.node.strand.Strand;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestPortTest {
  private static final ClassLoader LOADER = RequestPortTest.class.getClassLoader();
  private static final ShardCommand COMMAND = new ShardCommand.Stats(1, 0);
  private static final int QUEUE_MAX = 4;

  private final AtomicLong now = new AtomicLong();
  private Vertx vertx;
  private PortTable table;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    table = tableOf(QUEUE_MAX, Duration.ofMillis(40));
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private PortTable tableOf(int queueMax, Duration holdMax) {
    return new PortTable(
        Strand.of(vertx),
        new SimpleMeterRegistry(),
        now::get,
        queueMax,
        holdMax,
        new PortTable.Budget(50_000_000, 3));
  }

  private RequestPort shardPort(int shards) {
    RequestPort port = (RequestPort) table.port(ShardPort.TYPE);
    port.slots(shards);
    return port;
  }

  /** A target that answers when told to. */
  private static final class Pending implements ShardPort {
    final Deque<Promise<ShardReply>> open = new ArrayDeque<>();

    @Override
    public Future<ShardReply> ask(int shard, ShardCommand command) {
      Promise<ShardReply> promise = Promise.promise();
      open.add(promise);
      return promise.future();
    }
  }

  private static Target target(String version, ShardPort port) {
    return new Target(version, port, LOADER);
  }

  private static ShardPort answering() {
    return (shard, command) -> Future.succeededFuture(new ShardReply.Done());
  }

  @Test
  void withoutTargetCallsAreRefused() {
    ShardPort unknown = table.caller(ShardPort.TYPE);
    assertThat(unknown.ask(0, COMMAND).cause()).hasMessageContaining("broker.shard: no target");
    shardPort(2);
    assertThat(unknown.ask(1, COMMAND).cause()).hasMessageContaining("broker.shard/1: no target");
    assertThatThrownBy(() -> unknown.ask(2, COMMAND)).hasMessageContaining("expected: 0..1");
    assertThatThrownBy(() -> table.caller(LogStore.TYPE).durability())
        .hasMessageContaining("log.store: no target");
  }

  @Test
  void pauseWaitsForExactlyWhatIsInFlight() {
    Pending first = new Pending();
    RequestPort port = shardPort(2);
    port.flip(target("1.0.0", first));
    ShardPort caller = table.caller(ShardPort.TYPE);
    caller.ask(0, COMMAND);
    caller.ask(0, COMMAND);
    caller.ask(1, COMMAND);
    Future<Void> idle = port.slot(0).pause();
    first.open.poll().complete(new ShardReply.Done());
    assertThat(idle.isComplete()).isFalse();
    first.open.poll().fail("refused");
    assertThat(idle.succeeded()).isTrue();
    assertThat(port.view().inFlight()).isEqualTo(1);
    assertThat(port.view().paused()).isTrue();
  }

  @Test
  void heldCallsGoToTheNewTargetInOrderAndAreMeasured() {
    RequestPort port = shardPort(1);
    port.flip(target("1.0.0", answering()));
    HoldStats stats = table.measure();
    port.slot(0).pause();
    ShardPort caller = table.caller(ShardPort.TYPE);
    List<Future<ShardReply>> held = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      held.add(caller.ask(0, new ShardCommand.Stats(i, i)));
    }
    assertThat(held).noneMatch(Future::isComplete);
    now.addAndGet(7_000_000);
    ShardPort next =
        (shard, command) -> {
          seen.add(((ShardCommand.Stats) command).partition());
          return Future.succeededFuture(new ShardReply.Done());
        };
    port.slot(0).resume(target("1.1.0", next));
    assertThat(held).allMatch(Future::succeeded);
    assertThat(seen).containsExactly(0, 1, 2);
    assertThat(stats.held()).isEqualTo(3);
    assertThat(stats.longestMillis()).isEqualTo(7);
    assertThat(port.view().targets()).containsExactly(new PluginView.Target("1.1.0", 100));
  }

  @Test
  void pastTheBoundCallsAreRefusedAndLateOnesToo() {
    RequestPort port = shardPort(1);
    port.flip(target("1.0.0", answering()));
    port.slot(0).pause();
    ShardPort caller = table.caller(ShardPort.TYPE);
    List<Future<ShardReply>> held = new ArrayList<>();
    for (int i = 0; i < QUEUE_MAX; i++) {
      held.add(caller.ask(0, COMMAND));
    }
    Problem full = (Problem) caller.ask(0, COMMAND).cause();
    assertThat(full.code()).isEqualTo(ErrorCode.TooManyRequests);
    assertThat(full).hasMessage("broker.shard: paused with 4 held (expected: < 4)");
    now.addAndGet(41_000_000);
    patiently().until(() -> held.stream().allMatch(Future::failed));
    Problem late = (Problem) held.get(0).cause();
    assertThat(late.code()).isEqualTo(ErrorCode.Unavailable);
    assertThat(late.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void aCallNotYetLateStaysHeld() {
    RequestPort port = shardPort(1);
    port.flip(target("1.0.0", answering()));
    port.slot(0).pause();
    Future<ShardReply> held = table.caller(ShardPort.TYPE).ask(0, COMMAND);
    assertThat(port.slot(0).expire(now.get() + 39_000_000, 40_000_000)).isTrue();
    assertThat(held.isComplete()).isFalse();
  }

  @Test
  void aFlipLeavesTheOldOneItsCallsUntilItIsAbandoned() {
    RequestPort port = shardPort(1);
    Pending pending = new Pending();
    Target old = target("1.0.0", pending);
    port.flip(old);
    ShardPort caller = table.caller(ShardPort.TYPE);
    Future<ShardReply> first = caller.ask(0, COMMAND);
    Future<ShardReply> second = caller.ask(0, COMMAND);
    port.flip(target("1.1.0", answering()));
    assertThat(caller.ask(0, COMMAND).succeeded()).isTrue();
    Future<Void> idle = port.idle(old);
    pending.open.poll().complete(new ShardReply.Done());
    assertThat(first.succeeded()).isTrue();
    assertThat(idle.isComplete()).isFalse();
    assertThat(port.abandon(old, "retired")).isEqualTo(1);
    assertThat(((Problem) second.cause()).code()).isEqualTo(ErrorCode.OutcomeUnknown);
    assertThat(idle.succeeded()).isTrue();
    pending.open.poll().complete(new ShardReply.Done());
    assertThat(port.view().inFlight()).isZero();
  }

  @Test
  void closingRefusesWhatIsHeldUnlessSomebodyElseServes() {
    RequestPort port = shardPort(1);
    Target served = target("1.0.0", answering());
    port.flip(served);
    port.close(target("0.9.0", answering()));
    port.slot(0).pause();
    Future<ShardReply> held = table.caller(ShardPort.TYPE).ask(0, COMMAND);
    port.close(served);
    assertThat(held.cause()).hasMessageContaining("closed");
    assertThat(port.view().targets()).isEmpty();
  }

  @Test
  void faultsAreWhatWouldBeAServerError() {
    List<Future<ShardReply>> answers =
        List.of(
            Future.failedFuture(Problem.of(ErrorCode.TopicNotFound, "no such topic")),
            Future.failedFuture(Problem.of(ErrorCode.NotImplemented, "later")),
            Future.failedFuture(Problem.of(ErrorCode.OutcomeUnknown, "who knows")),
            Future.failedFuture(new IllegalStateException("a bug")));
    AtomicInteger next = new AtomicInteger();
    Target target = target("1.0.0", (shard, command) -> answers.get(next.getAndIncrement()));
    shardPort(1).flip(target);
    ShardPort caller = table.caller(ShardPort.TYPE);
    answers.forEach(answer -> assertThat(caller.ask(0, COMMAND).cause()).isSameAs(answer.cause()));
    assertThat(target.faults()).isEqualTo(2);
    assertThat(target.lastFault()).contains("a bug");
  }

  @Test
  void whatThrowsOrGivesNullFailsTheCall() {
    AtomicBoolean thrown = new AtomicBoolean();
    shardPort(1)
        .flip(
            target(
                "1.0.0",
                (shard, command) -> {
                  if (thrown.compareAndSet(false, true)) {
                    throw new IllegalStateException("at once");
                  }
                  return null;
                }));
    ShardPort caller = table.caller(ShardPort.TYPE);
    assertThat(caller.ask(0, COMMAND).cause()).hasMessage("at once");
    assertThat(caller.ask(0, COMMAND).cause()).hasMessage("ask: null (expected: a future)");
  }

  @Test
  void entersWithTheTargetsLoaderAndCompletesOnTheCallersContext() throws Exception {
    ClassLoader own = new URLClassLoader(new URL[0], LOADER);
    Promise<ClassLoader> seen = Promise.promise();
    Promise<ShardReply> answer = Promise.promise();
    ShardPort port =
        (shard, command) -> {
          seen.complete(Thread.currentThread().getContextClassLoader());
          return answer.future();
        };
    shardPort(1).flip(new Target("1.0.0", port, own));
    Context context = vertx.getOrCreateContext();
    Promise<Context> completedOn = Promise.promise();
    ShardPort caller = table.caller(ShardPort.TYPE);
    context.runOnContext(
        ignored ->
            caller
                .ask(0, COMMAND)
                .onComplete(reply -> completedOn.complete(Vertx.currentContext())));
    assertThat(seen.future().await(10, TimeUnit.SECONDS)).isSameAs(own);
    answer.complete(new ShardReply.Done());
    assertThat(completedOn.future().await(10, TimeUnit.SECONDS)).isSameAs(context);
    assertThat(Thread.currentThread().getContextClassLoader()).isNotSameAs(own);
  }

  @Test
  void otherMethodsPassThroughAndProxiesAreObjects() {
    LogStore store =
        (LogStore)
            Proxy.newProxyInstance(
                LOADER, new Class<?>[] {LogStore.class}, (self, method, args) -> Durability.MEMORY);
    table.port(LogStore.TYPE).flip(new Target("1.0.0", store, LOADER));
    LogStore caller = table.caller(LogStore.TYPE);
    assertThat(caller.durability()).isEqualTo(Durability.MEMORY);
    assertThat(caller).hasToString("port log.store").isEqualTo(caller).isNotEqualTo(store);
    assertThat(Collections.singleton(caller)).contains(caller);
  }

  @Test
  void typesOfOneNameAndForeignContractsAreRefused() {
    table.port(Gateway.TYPE);
    PortType<LogStore> taken = PortType.request("gateway", LogStore.class);
    assertThatThrownBy(() -> table.port(taken)).hasMessageContaining("gateway");
    assertThatThrownBy(() -> table.port(PortType.request("mine", Runnable.class)))
        .hasMessageContaining("expected: a contract of the kernel");
    assertThatThrownBy(() -> table.policy(Gateway.TYPE, exchange -> null))
        .hasMessage("gateway: REQUEST (expected: CALL)");
    RequestPort sharded = shardPort(4);
    sharded.slots(4);
    assertThatThrownBy(() -> sharded.slots(5)).hasMessage("broker.shard shards: 5 (expected: 4)");
    assertThat(sharded.slots()).isEqualTo(4);
  }

  @Test
  void anEdgePortIsOneSlot() {
    AtomicInteger asked = new AtomicInteger();
    Gateway gateway =
        exchange -> {
          asked.incrementAndGet();
          return Future.succeededFuture();
        };
    table.port(Gateway.TYPE).flip(new Target("1.0.0", gateway, LOADER));
    assertThat(table.caller(Gateway.TYPE).handle((Exchange) null).succeeded()).isTrue();
    assertThat(asked.get()).isEqualTo(1);
  }

  /** A shard's owner that counts what it decides for each caller, to find gaps and disorder. */
  private static final class Owner implements ShardPort {
    private final ConcurrentMap<Long, Integer> last;
    private final List<String> wrong;
    private final AtomicBoolean owns = new AtomicBoolean();
    private final Vertx vertx;

    Owner(Vertx vertx, ConcurrentMap<Long, Integer> last, List<String> wrong) {
      this.vertx = vertx;
      this.last = last;
      this.wrong = wrong;
    }

    @Override
    public Future<ShardReply> ask(int shard, ShardCommand command) {
      ShardCommand.Stats stats = (ShardCommand.Stats) command;
      if (!owns.get()) {
        wrong.add("asked without owning");
      }
      Integer before = last.put(stats.topicUid(), stats.partition());
      if (before != null && before + 1 != stats.partition()) {
        wrong.add("thread " + stats.topicUid() + ": " + stats.partition() + " after " + before);
      }
      Promise<ShardReply> reply = Promise.promise();
      vertx.runOnContext(later -> reply.complete(new ShardReply.Done()));
      return reply.future();
    }
  }

  @Test
  void movingToAndFroUnderLoadLosesNothingAndKeepsEachCallersOrder() throws Exception {
    table = tableOf(100_000, Duration.ofSeconds(30));
    RequestPort port = shardPort(1);
    ConcurrentMap<Long, Integer> last = new ConcurrentHashMap<>();
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    Owner[] owners = {new Owner(vertx, last, wrong), new Owner(vertx, last, wrong)};
    Target[] targets = {target("1.0.0", owners[0]), target("1.1.0", owners[1])};
    owners[0].owns.set(true);
    port.flip(targets[0]);
    int threads = 4;
    int calls = 5_000;
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch sent = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      long uid = t + 1L;
      Thread sender =
          new Thread(
              () -> {
                ShardPort caller = table.caller(ShardPort.TYPE);
                for (int i = 0; i < calls; i++) {
                  caller
                      .ask(0, new ShardCommand.Stats(uid, i))
                      .onSuccess(reply -> answered.incrementAndGet());
                }
                sent.countDown();
              });
      sender.start();
    }
    Random random = new Random(42);
    for (int round = 0; round < 200 || sent.getCount() > 0; round++) {
      int to = 1 - round % 2;
      port.slot(0).pause().await(10, TimeUnit.SECONDS);
      owners[1 - to].owns.set(false);
      owners[to].owns.set(true);
      if (random.nextInt(4) == 0) {
        Thread.onSpinWait();
      }
      port.slot(0).resume(targets[to]);
    }
    patiently().until(() -> answered.get() == threads * calls);
    assertThat(wrong).isEmpty();
    assertThat(port.view().inFlight()).isZero();
  }

  @Test
  void shardsAreNeverShared() {
    RequestPort port = shardPort(2);
    port.flip(new Target("1.0.0", new Pending(), LOADER));
    assertThatThrownBy(() -> port.share(new Target("2.0.0", new Pending(), LOADER), 10))
        .hasMessageContaining("SHARDED (expected: REQUEST or CALL)");
  }

  @Test
  void aPauseWaitsForBothWhoShareCalls() {
    RequestPort port = (RequestPort) table.port(Gateway.TYPE);
    Deque<Promise<Void>> old = new ArrayDeque<>();
    Deque<Promise<Void>> fresh = new ArrayDeque<>();
    Target first = new Target("1.0.0", gateway(old), LOADER);
    Target second = new Target("2.0.0", gateway(fresh), LOADER);
    port.flip(first);
    port.share(second, 50);
    Gateway gateway = table.caller(Gateway.TYPE);
    for (int i = 0; i < 4; i++) {
      gateway.handle(null);
    }
    assertThat(old).hasSize(2);
    assertThat(fresh).hasSize(2);
    assertThat(port.view().inFlight()).isEqualTo(4);
    Future<Void> idle = port.slot(0).pause();
    old.forEach(Promise::complete);
    assertThat(idle.isComplete()).isFalse();
    fresh.forEach(Promise::complete);
    assertThat(idle.succeeded()).isTrue();
    port.slot(0).resume(second);
    assertThat(port.view().targets()).extracting(PluginView.Target::weight).containsExactly(100);
    gateway.handle(null);
    assertThat(fresh).hasSize(3);
    port.share(first, 50);
    gateway.handle(null);
    gateway.handle(null);
    assertThat(port.abandon(first, "gone")).isEqualTo(1);
    port.unshare();
    assertThat(port.idle(first).succeeded()).isTrue();
  }

  private static Gateway gateway(Deque<Promise<Void>> open) {
    return exchange -> {
      Promise<Void> promise = Promise.promise();
      open.add(promise);
      return promise.future();
    };
  }
}
