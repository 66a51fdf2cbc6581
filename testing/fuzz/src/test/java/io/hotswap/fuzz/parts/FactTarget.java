package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.broker.core.fact.FactCodec;
import io.hotswap.broker.core.fact.StampedFact;
import io.hotswap.fuzz.engine.Target;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** Facts of a shard: refused as an illegal argument, or written again they say the same. */
final class FactTarget implements Target {
  @Override
  public String name() {
    return "fact";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.concat(SampleFacts.all().stream(), SampleFacts.others().stream())
        .map(fact -> SampleRecords.bytes(FactCodec.encode(1_800_000_000_000L, fact)))
        .toList();
  }

  @Override
  public void check(byte[] input) {
    StampedFact fact;
    try {
      fact = FactCodec.decode(ByteBuffer.wrap(input));
    } catch (IllegalArgumentException refused) {
      require(refused.getMessage() != null, "refused without a word");
      return;
    }
    StampedFact again = FactCodec.decode(FactCodec.encode(fact.timeMillis(), fact.fact()));
    require(again.equals(fact), fact + " is read again as " + again);
  }
}
