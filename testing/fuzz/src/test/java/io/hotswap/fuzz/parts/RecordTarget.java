package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Refusals;
import io.hotswap.fuzz.engine.Target;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A record that a client built: whatever is not faulted can be read through and through. */
final class RecordTarget implements Target {
  private static final int CRC_AT = 4;
  private static final int CHECKED_FROM = 16;

  @Override
  public String name() {
    return "record";
  }

  @Override
  public List<byte[]> seeds() {
    return SampleRecords.all().stream().map(SampleRecords::bytes).toList();
  }

  /** Mostly with the right checksum: what gets past it is what matters. */
  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    byte[] changed = mutator.bytes(input, seeds());
    if (changed.length > CHECKED_FROM && mutator.random().nextInt(8) > 0) {
      changed[0] = 1;
      changed[2] = (byte) (changed[2] % 10);
      CRC32C crc = new CRC32C();
      crc.update(changed, CHECKED_FROM, changed.length - CHECKED_FROM);
      ByteBuffer.wrap(changed).putInt(CRC_AT, (int) crc.getValue());
    }
    return changed;
  }

  @Override
  public void check(byte[] input) {
    Optional<String> fault = BatchCodec.fault(ByteBuffer.wrap(input));
    if (fault.isPresent()) {
      Refusals.explained(fault.get());
      return;
    }
    readThrough(Message.wrap(ByteBuffer.wrap(input)));
    Message.keyHash(ByteBuffer.wrap(input));
    ByteBuffer copy = MessageBuilder.copyOf(Message.wrap(ByteBuffer.wrap(input))).build();
    require(BatchCodec.fault(copy).isEmpty(), "a copy is faulty: " + BatchCodec.fault(copy));
    same(Message.wrap(ByteBuffer.wrap(input)), Message.wrap(copy));
  }

  static void readThrough(Message m) {
    require(m.intact(), "not intact, and no fault was found");
    List<?> all =
        java.util.Arrays.asList(
            m.encoding(),
            m.priority(),
            m.publishedAtMillis(),
            m.key(),
            m.headers(),
            m.contentType(),
            m.idempotencyKey(),
            m.schemaVersion(),
            m.producerId(),
            m.ttlMillis(),
            m.deliverAtMillis(),
            m.originOffset(),
            m.firstPublishedAtMillis(),
            m.targetGroup(),
            m.replays(),
            m.replayOf(),
            m.failure(),
            m.payload());
    require(all.size() == 18, "parts");
  }

  private static void same(Message left, Message right) {
    require(left.payload().equals(right.payload()), "payload of a copy");
    require(left.headers().equals(right.headers()), "headers of a copy");
    require(java.util.Objects.equals(left.key(), right.key()), "key of a copy");
    require(left.ttlMillis() == right.ttlMillis(), "ttl of a copy");
    require(left.deliverAtMillis() == right.deliverAtMillis(), "delivery time of a copy");
  }
}
