package io.hotswap.micro;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.broker.wire.ShardWire;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** What forwarding to another node costs each of the two, but for the way between them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ShardWireBenchmark {
  private static final int RECORD_BYTES = 212;

  @Param({"1", "100"})
  private int messages;

  private ShardCommand publish;
  private ShardReply leased;
  private Buffer publishBytes;
  private Buffer leasedBytes;

  @Setup
  public void fill() {
    Records records = Records.copyOf(Stream.generate(() -> record()).limit(messages).toList());
    MessageId id = new MessageId(9, 0, 70_000);
    Receipt receipt = new Receipt(9, 0, 1, 5, 70_000);
    Delivery first = new Delivery(id, 9, 0, 70_000, receipt, 1, 1_700_000_000_000L, records.get(0));
    publish = new ShardCommand.Publish(9, 0, records);
    leased =
        new ShardReply.Leased(new Deliveries(List.of(new Deliveries.Run(first, records))), false);
    publishBytes = ShardWire.encode(publish);
    leasedBytes = ShardWire.encode(leased);
  }

  private static ByteBuffer record() {
    int head = message(0).remaining();
    return message(RECORD_BYTES - head);
  }

  private static ByteBuffer message(int payloadBytes) {
    return new MessageBuilder().payload(Encoding.BINARY, ByteBuffer.allocate(payloadBytes)).build();
  }

  @Benchmark
  public Buffer writePublish() {
    return ShardWire.encode(publish);
  }

  @Benchmark
  public ShardCommand readPublish() {
    return ShardWire.command(publishBytes);
  }

  @Benchmark
  public Buffer writeLeased() {
    return ShardWire.encode(leased);
  }

  @Benchmark
  public ShardReply readLeased() {
    return ShardWire.reply(leasedBytes);
  }
}
