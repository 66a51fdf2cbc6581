package io.hotswap.micro;

import io.hotswap.contracts.broker.TopicSettings.Balancing;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.contracts.policy.RoutingPolicy.Ask;
import io.hotswap.contracts.policy.RoutingPolicy.Head;
import io.hotswap.contracts.policy.RoutingPolicy.LiveConsumer;
import io.hotswap.routing.contentbased.ContentBasedRouting;
import io.hotswap.routing.direct.DirectRouting;
import io.hotswap.routing.fanout.FanOutRouting;
import io.hotswap.routing.loadbalanced.LoadBalancedRouting;
import io.hotswap.routing.priority.PriorityRouting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A strategy is asked once for each batch; where priorities matter, once for each message too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutingBenchmark {
  private static final int CONSUMERS = 8;
  private static final Map<String, RoutingPolicy> POLICIES =
      Map.of(
          "direct", new DirectRouting(),
          "fan-out", new FanOutRouting(),
          "load-balanced", new LoadBalancedRouting(),
          "priority", new PriorityRouting(),
          "content-based", new ContentBasedRouting());

  @Param({"direct", "fan-out", "load-balanced", "priority", "content-based"})
  String policy;

  private RoutingPolicy routing;
  private Ask ask;
  private final List<Head> heads = List.of(new Head(9, 20), new Head(4, 700), new Head(0, 31));
  private long turn;

  @Setup
  public void open() {
    routing = POLICIES.get(policy);
    List<LiveConsumer> consumers = new ArrayList<>();
    for (int i = 0; i < CONSUMERS; i++) {
      consumers.add(new LiveConsumer("c" + i, i * 10, 10_000, i % 2 == 0));
    }
    ask = new Ask(consumers, 0, 50_000, Batch.COUNT, Balancing.RoundRobin);
  }

  /** One batch. */
  @Benchmark
  public int grant() {
    return routing.grant(ask);
  }

  /** One message. */
  @Benchmark
  public int choose() {
    return routing.choose(heads, turn++, 1_000);
  }
}
