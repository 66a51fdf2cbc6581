package io.hotswap.micro;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Messages to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordBenchmark {
  private final byte[] payload = Batch.payload(new SplittableRandom(1));
  private final List<ByteBuffer> messages = Batch.messages();
  private final byte[] publish = BatchCodec.encodePublish(messages);
  private final List<BatchCodec.Consumed> consumed = consumed(messages);
  private final byte[] delivery = BatchCodec.encodeConsumed(consumed);

  private static List<BatchCodec.Consumed> consumed(List<ByteBuffer> messages) {
    List<BatchCodec.Consumed> all = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      all.add(
          new BatchCodec.Consumed(
              "1-0-" + i, "1.0.0.5." + i, 0, i, 1, 1_700_000_000_000L, messages.get(i)));
    }
    return all;
  }

  @Benchmark
  public ByteBuffer encode() {
    return Batch.message(7, payload);
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public void decode(Blackhole hole) {
    for (ByteBuffer record : messages) {
      Message message = Message.wrap(record);
      hole.consume(message.key());
      hole.consume(message.payload());
    }
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public Records copyToOneBlock() {
    return Records.copyOf(messages);
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public List<ByteBuffer> splitPublishBatch() {
    return BatchCodec.split(publish);
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public byte[] encodeConsumedBatch() {
    return BatchCodec.encodeConsumed(consumed);
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public List<BatchCodec.Consumed> decodeConsumedBatch() {
    return BatchCodec.decodeConsumed(delivery);
  }
}
