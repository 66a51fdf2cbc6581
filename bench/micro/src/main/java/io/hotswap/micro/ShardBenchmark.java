package io.hotswap.micro;

import io.hotswap.broker.core.decide.Outbox;
import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.state.ShardState;
import io.hotswap.contracts.broker.ShardCommand;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a shard decides of a batch of a thousand messages, its facts encoded and applied. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ShardBenchmark {
  /** Everything that was published is acked. */
  @State(Scope.Thread)
  public static class Drained {
    OneShard shard;

    /** NB: anew for each iteration, so that it measures a shard and not an ever longer history. */
    @Setup(Level.Iteration)
    public void open() {
      shard = new OneShard();
    }

    @TearDown(Level.Invocation)
    public void drain() {
      shard.pull();
      shard.settle(shard.acksOfRuns());
    }
  }

  /** A batch waits. */
  @State(Scope.Thread)
  public static class Waiting {
    OneShard shard;

    @Setup(Level.Iteration)
    public void open() {
      shard = new OneShard();
    }

    @Setup(Level.Invocation)
    public void publish() {
      shard.publish();
    }

    @TearDown(Level.Invocation)
    public void drain() {
      shard.settle(shard.acksOfRuns());
    }
  }

  /** A batch is handed out. */
  @State(Scope.Thread)
  public static class Leased {
    OneShard shard;
    ShardCommand.Settle acks;
    ShardCommand.Settle acksOfRuns;

    @Setup(Level.Iteration)
    public void open() {
      shard = new OneShard();
    }

    @Setup(Level.Invocation)
    public void publish() {
      shard.publish();
      shard.pull();
      acks = shard.acks();
      acksOfRuns = shard.acksOfRuns();
    }
  }

  /** The facts of the whole life of a batch. */
  @State(Scope.Thread)
  public static class Written {
    List<ByteBuffer> history;

    @Setup
    public void open() {
      history = new OneShard().history();
    }
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public Outbox publish(Drained drained) {
    return drained.shard.publish();
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public Outbox pull(Waiting waiting) {
    return waiting.shard.pull();
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public Outbox settleEach(Leased leased) {
    return leased.shard.settle(leased.acks);
  }

  /** As the streaming door and its client do. */
  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public Outbox settleRun(Leased leased) {
    return leased.shard.settle(leased.acksOfRuns);
  }

  /** As a standby or a start does. */
  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public ShardState apply(Written written) {
    ShardState state = new ShardState();
    for (ByteBuffer fact : written.history) {
      state.apply(FactCodec.decode(fact.duplicate()));
    }
    return state;
  }
}
