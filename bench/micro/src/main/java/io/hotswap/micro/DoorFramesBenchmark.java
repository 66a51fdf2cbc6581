package io.hotswap.micro;

import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.LeaseRun;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
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

/** Frames of the streaming door: a thousand messages each, or one answer to them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DoorFramesBenchmark {
  private static final LeaseRun RUN = new LeaseRun(0, 1, 5, 70_000, 70_000, Batch.COUNT);
  private final DoorFrame publish = new DoorFrame.Publish(1, "orders", Batch.records());
  private final DoorFrame deliver =
      new DoorFrame.Deliver(RUN, 1, 1_700_000_000_000L, Batch.records());
  private final DoorFrame ack = DoorFrame.Settle.ack(2, RUN);
  private final byte[] publishBytes = written(publish).getBytes();
  private final byte[] deliverBytes = written(deliver).getBytes();
  private final byte[] ackBytes = written(ack).getBytes();

  private static Buffer written(DoorFrame frame) {
    Buffer out = Buffer.buffer(Batch.COUNT * Batch.PAYLOAD_BYTES * 2);
    DoorCodec.write(out, frame);
    return out;
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public Buffer writePublish() {
    return written(publish);
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public List<DoorFrame> readPublish() {
    return DoorCodec.read(ByteBuffer.wrap(publishBytes));
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public Buffer writeDeliver() {
    return written(deliver);
  }

  @Benchmark
  @OperationsPerInvocation(Batch.COUNT)
  public List<DoorFrame> readDeliver() {
    return DoorCodec.read(ByteBuffer.wrap(deliverBytes));
  }

  /** One frame, whatever the length of its run. */
  @Benchmark
  public List<DoorFrame> readAck() {
    return DoorCodec.read(ByteBuffer.wrap(ackBytes));
  }
}
