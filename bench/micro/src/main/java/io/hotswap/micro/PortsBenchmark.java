package io.hotswap.micro;

import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.node.ports.PortTable;
import io.hotswap.node.ports.RequestPort;
import io.hotswap.node.ports.Target;
import io.hotswap.node.strand.Strand;
import io.hotswap.routing.direct.DirectRouting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs that a part can be replaced between any two calls. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PortsBenchmark {
  private static final ShardCommand COMMAND = new ShardCommand.Stats(1, 0);
  private static final int SHARDS = 4;
  private static final RoutingPolicy.Ask ASK =
      new RoutingPolicy.Ask(
          List.of(new RoutingPolicy.LiveConsumer("c", 0, 1000, true)),
          0,
          1000,
          100,
          Balancing.RoundRobin);

  private final Future<ShardReply> done = Future.succeededFuture(new ShardReply.Done());
  private final ShardPort direct = (shard, command) -> done;
  private final RoutingPolicy policy = new DirectRouting();
  private Vertx vertx;
  private ShardPort viaPort;
  private RoutingPolicy viaCallPort;

  @Setup
  public void open() {
    vertx = Vertx.vertx();
    PortTable table =
        new PortTable(
            Strand.of(vertx),
            new SimpleMeterRegistry(),
            System::nanoTime,
            SHARDS,
            Duration.ofSeconds(1),
            new PortTable.Budget(50_000_000, 3));
    RequestPort shards = (RequestPort) table.port(ShardPort.TYPE);
    shards.slots(SHARDS);
    shards.flip(target(direct));
    viaPort = table.caller(ShardPort.TYPE);
    table.port(RoutingPolicy.DIRECT).flip(target(policy));
    viaCallPort = table.policy(RoutingPolicy.DIRECT, policy);
  }

  private static Target target(Object part) {
    return new Target("1.0.0", part, PortsBenchmark.class.getClassLoader());
  }

  @TearDown
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Benchmark
  public Future<ShardReply> askDirectly() {
    return direct.ask(1, COMMAND);
  }

  @Benchmark
  public Future<ShardReply> askThroughPort() {
    return viaPort.ask(1, COMMAND);
  }

  @Benchmark
  public int callDirectly() {
    return policy.grant(ASK);
  }

  @Benchmark
  public int callThroughPort() {
    return viaCallPort.grant(ASK);
  }
}
