package io.hotswap.contracts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsTest {
  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  @Test
  void recordsComeBackInOrder() {
    List<ByteBuffer> in = List.of(bytes(1), bytes(2, 3), bytes(4, 5, 6));
    Records records = Records.copyOf(in);
    assertThat(records.count()).isEqualTo(3);
    assertThat(records.size()).isEqualTo(3 * 4 + 6);
    assertThat(records.toList()).isEqualTo(in);
    assertThat(Records.wrap(3, records.bytes()).toList()).isEqualTo(in);
  }

  @Test
  void lengthsThatDoNotAddUpAreRefused() {
    assertThatThrownBy(() -> Records.wrap(2, bytes(0, 0, 0, 1, 9)))
        .hasMessageContaining("records: 1 (expected: 2)");
    assertThatThrownBy(() -> Records.wrap(1, bytes(0, 0, 0, 9, 9)))
        .hasMessageContaining("length 9");
    assertThatThrownBy(() -> Records.wrap(1, bytes(0, 0, 0, 0))).hasMessageContaining("length 0");
    assertThatThrownBy(() -> Records.wrap(1, bytes(0, 0))).hasMessageContaining("length -1");
  }

  @Test
  void streamsAreNamedByShardTopicAndPartition() {
    assertThat(StreamId.facts(3).isFacts()).isTrue();
    assertThat(StreamId.messages(3, 1, 2).isFacts()).isFalse();
    assertThatThrownBy(() -> StreamId.messages(3, 0, 2)).hasMessageContaining("topicUid: 0");
    assertThatThrownBy(() -> StreamId.facts(-1)).hasMessageContaining("expected");
  }

  @Test
  void snapshotsAndFailuresSayWhatTheyAre() {
    assertThat(new Snapshot(0, 1, 1, List.of(Buffer.buffer("x"))).chunks()).hasSize(1);
    assertThat(new LogException(LogException.Kind.FENCED, "m").kind())
        .isEqualTo(LogException.Kind.FENCED);
    assertThat(new LogException(LogException.Kind.CLOSED, "m", new RuntimeException()))
        .hasCauseInstanceOf(RuntimeException.class);
  }

  @Test
  void onlyAWholeBatchKeepsItsBlock() {
    Records plain =
        Records.copyOf(List.of(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})));
    assertThat(plain.packed()).isNull();
    assertThat(plain.packedSize()).isZero();
    ByteBuffer message = ByteBuffer.wrap(new byte[] {0, 8, 9}).position(1);
    Records packed = plain.withPacked(message);
    assertThat(packed.toList()).isEqualTo(plain.toList());
    assertThat(packed.packed()).isEqualTo(ByteBuffer.wrap(new byte[] {8, 9}));
    assertThat(packed.packedSize()).isEqualTo(2);
    assertThat(packed.some(0, 2).packedSize()).isEqualTo(2);
    assertThat(packed.some(0, 1).packed()).isNull();
  }
}
