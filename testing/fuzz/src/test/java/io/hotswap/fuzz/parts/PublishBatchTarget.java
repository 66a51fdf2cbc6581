package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.fuzz.engine.Refusals;
import io.hotswap.fuzz.engine.Target;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The binary publish batch: refused, or the same bytes again. */
final class PublishBatchTarget implements Target {
  @Override
  public String name() {
    return "publish-batch";
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        new byte[0],
        BatchCodec.encodePublish(SampleRecords.all().subList(0, 1)),
        BatchCodec.encodePublish(SampleRecords.all()));
  }

  @Override
  public void check(byte[] input) {
    List<ByteBuffer> entries;
    try {
      entries = BatchCodec.split(input);
    } catch (IllegalArgumentException refused) {
      Refusals.explained(refused.getMessage());
      return;
    }
    entries.forEach(entry -> BatchCodec.fault(entry).ifPresent(Refusals::explained));
    byte[] again = BatchCodec.encodePublish(entries);
    require(Arrays.equals(input, again), "encoded again it is another batch");
  }
}
