package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.BatchCodec.Consumed;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.fuzz.engine.Refusals;
import io.hotswap.fuzz.engine.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The binary consumed batch: refused, or the same bytes again. */
final class ConsumedBatchTarget implements Target {
  @Override
  public String name() {
    return "consumed-batch";
  }

  @Override
  public List<byte[]> seeds() {
    List<Consumed> messages = new ArrayList<>();
    SampleRecords.all()
        .forEach(
            record ->
                messages.add(
                    new Consumed(
                        new MessageId(7, 3, 9).toString(),
                        messages.isEmpty() ? null : new Receipt(7, 3, 0, 5, 1L << 40).toString(),
                        65_535,
                        1L << 40,
                        3,
                        1_800_000_000_000L,
                        record)));
    return List.of(
        new byte[0],
        BatchCodec.encodeConsumed(messages.subList(0, 1)),
        BatchCodec.encodeConsumed(messages));
  }

  @Override
  public void check(byte[] input) {
    List<Consumed> messages;
    try {
      messages = BatchCodec.decodeConsumed(input);
    } catch (IllegalArgumentException refused) {
      Refusals.explained(refused.getMessage());
      return;
    }
    byte[] again = BatchCodec.encodeConsumed(messages);
    require(Arrays.equals(input, again), "encoded again it is another batch");
  }
}
