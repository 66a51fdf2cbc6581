package io.hotswap.contracts.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer full() {
    return new MessageBuilder()
        .payload(Encoding.JSON, utf8("{\"a\": 1.0}"))
        .priority(7)
        .key("schlüssel")
        .headers(List.of(new Header("h1", "v1"), new Header("h2", "")))
        .contentType("application/json")
        .idempotencyKey("once")
        .schemaVersion("1.0")
        .producerId("p-1")
        .build();
  }

  @Test
  void everyPartComesBackAsItWentIn() {
    Message message = Message.wrap(full());
    assertThat(message.encoding()).isEqualTo(Encoding.JSON);
    assertThat(message.priority()).isEqualTo(7);
    assertThat(message.key()).isEqualTo("schlüssel");
    assertThat(message.headers()).containsExactly(new Header("h1", "v1"), new Header("h2", ""));
    assertThat(message.contentType()).isEqualTo("application/json");
    assertThat(message.idempotencyKey()).isEqualTo("once");
    assertThat(message.schemaVersion()).isEqualTo("1.0");
    assertThat(message.producerId()).isEqualTo("p-1");
    assertThat(StandardCharsets.UTF_8.decode(message.payload()).toString())
        .isEqualTo("{\"a\": 1.0}");
    assertThat(message.intact()).isTrue();
  }

  @Test
  void absentPartsAreNull() {
    for (Encoding encoding : Encoding.values()) {
      Message message = Message.wrap(new MessageBuilder().payload(encoding, utf8("x")).build());
      assertThat(message.encoding()).isEqualTo(encoding);
      assertThat(message.priority()).isEqualTo(Limits.PRIORITY_DEFAULT);
      assertThat(message.key()).isNull();
      assertThat(message.headers()).isEmpty();
      assertThat(message.producerId()).isNull();
      assertThat(message.payload().remaining()).isEqualTo(1);
    }
  }

  @Test
  void stampingTheTimeKeepsTheChecksum() {
    ByteBuffer record = full();
    Message.stamp(record, 1_700_000_000_123L);
    Message message = Message.wrap(record);
    assertThat(message.publishedAtMillis()).isEqualTo(1_700_000_000_123L);
    assertThat(message.intact()).isTrue();
  }

  @Test
  void anyFlippedBitBehindTheHeadIsSeen() {
    for (int at = Message.PARTS_AT; at < full().limit(); at++) {
      ByteBuffer record = full();
      record.put(at, (byte) (record.get(at) ^ 1));
      assertThat(Message.wrap(record).intact()).as("byte %d", at).isFalse();
    }
  }

  @Test
  void keyHashNeedsNoDecodingAndIsZeroWithoutKey() {
    ByteBuffer block = ByteBuffer.allocate(300);
    block.position(40);
    block.put(full().duplicate()).flip().position(40);
    assertThat(Message.keyHash(block)).isEqualTo(Hashing.keyHash("schlüssel"));
    assertThat(Message.keyHash(block.slice())).isEqualTo(Hashing.keyHash("schlüssel"));
    assertThat(Message.keyHash(new MessageBuilder().build())).isZero();
  }

  @Test
  void whatIsNoMessageIsRefused() {
    assertThatThrownBy(() -> Message.wrap(ByteBuffer.allocate(3))).hasMessageContaining("3 bytes");
    assertThatThrownBy(() -> Message.wrap(ByteBuffer.allocate(20)))
        .hasMessageContaining("expected: format 1");
    MessageBuilder tooLong = new MessageBuilder().key("k".repeat(70_000));
    assertThatThrownBy(tooLong::build).hasMessageContaining("70000");
  }
}
