package io.hotswap.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
  private static ByteBuffer record() {
    return new MessageBuilder()
        .payload(Encoding.BINARY, ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .key("k\u00e9")
        .headers(List.of(new Header("a", "b"), new Header("c", "")))
        .contentType("x/y")
        .idempotencyKey("i")
        .schemaVersion("1")
        .producerId("p")
        .ttlMillis(5)
        .deliverAtMillis(6)
        .origin(7, 8)
        .targetGroup("g")
        .replay(2, "first")
        .failure("{}")
        .build();
  }

  @Test
  void givesPublishedRecordsBack() {
    List<ByteBuffer> records = List.of(record(), new MessageBuilder().build());
    assertThat(BatchCodec.split(BatchCodec.encodePublish(records))).isEqualTo(records);
    assertThat(BatchCodec.split(new byte[0])).isEmpty();
  }

  @Test
  void givesConsumedMessagesBack() {
    BatchCodec.Consumed leased =
        new BatchCodec.Consumed("id", "receipt", 65_535, 1L << 40, 3, 99, record());
    BatchCodec.Consumed settled = new BatchCodec.Consumed("id2", null, 0, 0, 1, 0, record());
    byte[] bytes = BatchCodec.encodeConsumed(List.of(leased, settled));
    assertThat(BatchCodec.decodeConsumed(bytes)).containsExactly(leased, settled);
    assertThat(BatchCodec.decodeConsumed(bytes).get(0).message().key()).isEqualTo("k\u00e9");
    byte[] other = bytes.clone();
    other[4] = 9;
    assertThatThrownBy(() -> BatchCodec.decodeConsumed(other)).hasMessageContaining("expected: 1");
    byte[] cut = bytes.clone();
    cut[4 + 23] = (byte) 255;
    assertThatThrownBy(() -> BatchCodec.decodeConsumed(cut)).hasMessageContaining("cut short");
    byte[] damaged = bytes.clone();
    damaged[4 + 24] = (byte) 200;
    assertThatThrownBy(() -> BatchCodec.decodeConsumed(damaged))
        .hasMessageContaining("expected: ASCII");
  }

  @Test
  void refusesLengthsThatDoNotAddUp() {
    byte[] bytes = BatchCodec.encodePublish(List.of(record()));
    for (byte[] bad :
        List.of(
            Arrays.copyOf(bytes, bytes.length - 1),
            Arrays.copyOf(bytes, bytes.length + 1),
            new byte[] {0, 0, 0, 0},
            new byte[] {-1, -1, -1, -1, 0})) {
      assertThatThrownBy(() -> BatchCodec.split(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: 1..");
    }
  }

  @Test
  void acceptsWhatTheBuilderMakes() {
    assertThat(BatchCodec.fault(record())).isEmpty();
    assertThat(BatchCodec.fault(new MessageBuilder().build())).isEmpty();
  }

  @Test
  void tellsWhatIsDamaged() {
    assertThat(BatchCodec.fault(ByteBuffer.allocate(3)).get()).contains("record of 3 bytes");
    assertThat(BatchCodec.fault(with(0, 2)).get()).contains("format 1");
    assertThat(BatchCodec.fault(with(1, 3)).get()).contains("encoding: 3");
    assertThat(BatchCodec.fault(with(2, 10)).get()).contains("priority: 10");
    assertThat(BatchCodec.fault(with(3, 0x40)).get()).contains("more flags: 64");
    assertThat(BatchCodec.fault(with(4, 0)).get()).contains("checksum: ");
    assertThat(BatchCodec.fault(with(1, 0xfc)).get()).contains("damaged");
  }

  private static ByteBuffer with(int at, int value) {
    ByteBuffer record = new MessageBuilder().key("k").build();
    return record.put(at, (byte) (value ^ (at == 4 ? record.get(4) + 1 : 0)));
  }

  /** With a checksum that fits, so that the parts themselves are looked at. */
  @Test
  void nothingItAcceptsBreaksTheReader() {
    Random random = new Random(7);
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      ByteBuffer record = ByteBuffer.allocate(record().limit()).put(record()).flip();
      int flips = 1 + random.nextInt(3);
      for (int i = 0; i < flips; i++) {
        int at = random.nextBoolean() ? 1 + random.nextInt(3) : 16 + random.nextInt(60);
        record.put(at, (byte) random.nextInt());
      }
      record.putInt(4, Message.crcOf(record));
      if (BatchCodec.fault(record).isEmpty()) {
        accepted++;
        MessageBuilder.copyOf(Message.wrap(record)).build();
      }
    }
    assertThat(accepted).isPositive();
  }
}
