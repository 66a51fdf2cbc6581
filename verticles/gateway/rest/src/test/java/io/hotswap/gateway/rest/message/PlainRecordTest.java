package io.hotswap.gateway.rest.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class PlainRecordTest {
  private static final int PAYLOAD_MAX = 64;
  private static final long NOW = 1_700_000_000_000L;

  private static MessageBuilder text(String payload) {
    return new MessageBuilder()
        .payload(Encoding.TEXT, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
        .producerId("p");
  }

  private static boolean isFine(ByteBuffer record) {
    return PlainRecord.isFine(record, PAYLOAD_MAX);
  }

  /** What the closer look would make of it. */
  private static ByteBuffer looked(ByteBuffer record) {
    Faults faults = new Faults();
    Intake intake = new Intake("other", NOW, PAYLOAD_MAX);
    return new RecordIntake(At.ROOT, intake, faults).take(record);
  }

  @Test
  void plainRecordsAreFine() {
    assertThat(isFine(text("hello").build())).isTrue();
    assertThat(isFine(text("").build())).isTrue();
    assertThat(
            isFine(
                text("hello")
                    .key("k".repeat(1024))
                    .contentType("a/b")
                    .idempotencyKey("i")
                    .schemaVersion("1")
                    .build()))
        .isTrue();
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {-1, 0, 7});
    assertThat(isFine(text("").payload(Encoding.BINARY, bytes).build())).isTrue();
  }

  @Test
  void whateverNeedsACloserLookIsNot() {
    ByteBuffer json = ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(
            List.of(
                text("x".repeat(PAYLOAD_MAX + 1)).build(),
                text("\u00e4").build(),
                text("123456789\u00e4").build(),
                text("x").producerId(null).build(),
                text("x").key("\u00e4").build(),
                text("x").key("a\nb").build(),
                text("x").key("k".repeat(1025)).build(),
                text("x").contentType("c".repeat(257)).build(),
                text("x").headers(List.of(new Header("a", "b"))).build(),
                text("x").ttlMillis(5).build(),
                text("x").replay(1, "id").build(),
                text("x").payload(Encoding.JSON, json).build(),
                ByteBuffer.wrap(new byte[3])))
        .noneMatch(PlainRecordTest::isFine);
  }

  /** Nothing passes that the closer look would refuse or change, whatever its bytes are. */
  @Test
  void itNeverPassesWhatTheCloserLookRefuses() {
    Random random = new Random(7);
    int fine = 0;
    for (int round = 0; round < 60_000; round++) {
      ByteBuffer record = text("some text").key("key").contentType("t").build();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        // The first byte of a length, a flag or a text changes more than any other.
        int at = random.nextInt(record.limit());
        record.put(at, (byte) (record.get(at) ^ (1 << random.nextInt(8))));
      }
      CRC32C crc = new CRC32C();
      crc.update(record.slice(16, record.limit() - 16));
      record.putInt(4, (int) crc.getValue());
      if (isFine(record)) {
        fine++;
        assertThat(looked(record)).isEqualTo(record);
      }
    }
    assertThat(fine).isGreaterThan(1_000);
  }

  @Test
  void itReadsAtThePositionOfAView() {
    List<ByteBuffer> records = new ArrayList<>();
    ByteBuffer all = ByteBuffer.allocate(500);
    for (String payload : List.of("a", "bb", "ccc")) {
      ByteBuffer record = text(payload).build();
      int from = all.position();
      all.put(record.duplicate());
      records.add(all.duplicate().limit(all.position()).position(from));
    }
    assertThat(records).allMatch(PlainRecordTest::isFine);
  }
}
