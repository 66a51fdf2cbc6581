package io.hotswap.fuzz.parts;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records with few parts, with many, and with all. */
final class SampleRecords {
  private SampleRecords() {}

  static List<ByteBuffer> all() {
    return List.of(
        new MessageBuilder().payload(Encoding.TEXT, utf8("hello")).build(),
        new MessageBuilder().payload(Encoding.JSON, utf8("{\"a\":[1,2.5,null]}")).key("k").build(),
        new MessageBuilder()
            .payload(Encoding.BINARY, ByteBuffer.wrap(new byte[] {0, 1, -1}))
            .priority(9)
            .key("grün")
            .headers(List.of(new Header("a", "1"), new Header("b", "")))
            .contentType("application/octet-stream")
            .idempotencyKey("once")
            .schemaVersion("7")
            .producerId("me")
            .ttlMillis(60_000)
            .deliverAtMillis(1_800_000_000_000L)
            .origin(7, 1_700_000_000_000L)
            .targetGroup("billing")
            .replay(3, "first-id")
            .failure("{\"reason\":\"Rejected\"}")
            .build());
  }

  static byte[] bytes(ByteBuffer record) {
    byte[] copy = new byte[record.remaining()];
    record.duplicate().get(copy);
    return copy;
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
