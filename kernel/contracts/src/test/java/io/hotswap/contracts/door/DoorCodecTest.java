package io.hotswap.contracts.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.door.DoorFrame.Confirmed;
import io.hotswap.contracts.door.DoorFrame.Confirmed.Stored;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.PackedDeliver;
import io.hotswap.contracts.door.DoorFrame.PackedPublish;
import io.hotswap.contracts.door.DoorFrame.Publish;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Receipt;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DoorCodecTest {
  private static final LeaseRun RUN = new LeaseRun(65_535, -7, 3, (2L << 40) + 100, 100, 2);

  private static Records records(String... texts) {
    return Records.copyOf(
        List.of(texts).stream()
            .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
            .toList());
  }

  private static byte[] bytes(DoorFrame... frames) {
    Buffer out = Buffer.buffer();
    for (DoorFrame frame : frames) {
      DoorCodec.write(out, frame);
    }
    return out.getBytes();
  }

  private static List<DoorFrame> again(DoorFrame... frames) {
    return DoorCodec.read(ByteBuffer.wrap(bytes(frames)));
  }

  private static void bad(String message, byte[] bytes) {
    assertThatThrownBy(() -> DoorCodec.read(ByteBuffer.wrap(bytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void readsWhatItWrites() {
    List<DoorFrame> plain =
        List.of(
            new DoorFrame.Credit(5),
            Settle.ack(9, RUN),
            new Settle(10, Kind.NACK, FailureClass.Critical, 1500, "no – ü", RUN),
            new DoorFrame.Welcome(77),
            new Confirmed(
                -1,
                5,
                1_700_000_000_000L,
                Durability.FSYNC,
                List.of(new Stored(0, 7, 3, false), new Stored(65_535, 1L << 39, 1, true))),
            new Confirmed(1, 5, 0, Durability.MEMORY, List.of()),
            new DoorFrame.Refused(4, "{\"detail\":\"ü\"}"),
            new DoorFrame.Settled(4, 2, ""),
            new PackedPublish(5, "orders", 1 << 20, ByteBuffer.wrap(new byte[] {1, 2, 3})),
            new PackedPublish(6, "ö", -1, ByteBuffer.allocate(0)),
            new PackedDeliver(RUN, 3, 9, 8, 77, ByteBuffer.wrap(new byte[] {4, 5})),
            new DoorFrame.Closing("{}"));
    assertThat(again(plain.toArray(DoorFrame[]::new))).isEqualTo(plain);

    List<DoorFrame> batches =
        again(
            new Publish(1, "orders", records("a", "bc")),
            new Deliver(RUN, 2, 9, records("x", "y")));
    Publish publish = (Publish) batches.get(0);
    assertThat(publish.topic()).isEqualTo("orders");
    assertThat(publish.records().bytes()).isEqualTo(records("a", "bc").bytes());
    Deliver deliver = (Deliver) batches.get(1);
    assertThat(deliver.run()).isEqualTo(RUN);
    assertThat(deliver.attempt()).isEqualTo(2);
    assertThat(deliver.deadlineMillis()).isEqualTo(9);
    assertThat(deliver.records().count()).isEqualTo(2);
    assertThat(DoorCodec.read(ByteBuffer.allocate(0))).isEmpty();
  }

  @Test
  void theBytesAreThoseOfThePage() {
    assertThat(bytes(new DoorFrame.Credit(258))).containsExactly(0, 0, 0, 5, 2, 0, 0, 1, 2);
    assertThat(bytes(new Publish(1, "ab", records("c"))))
        .containsExactly(0, 0, 0, 14, 1, 0, 0, 0, 1, 0, 2, 'a', 'b', 0, 0, 0, 1, 'c');
    assertThat(bytes(new PackedPublish(1, "ab", 258, ByteBuffer.wrap(new byte[] {9, 8}))))
        .containsExactly(0, 0, 0, 15, 4, 0, 0, 0, 1, 0, 2, 'a', 'b', 0, 0, 1, 2, 9, 8);
    byte[] packed = bytes(new PackedDeliver(RUN, 1, 2, 3, 4, ByteBuffer.wrap(new byte[] {7})));
    assertThat(packed).hasSize(4 + 1 + 34 + 4 + 8 + 8 + 4 + 1);
    assertThat(packed[4]).isEqualTo((byte) 134);
    assertThat(ByteBuffer.wrap(packed).getLong(51)).isEqualTo(3);
    assertThat(ByteBuffer.wrap(packed).getInt(59)).isEqualTo(4);
    byte[] ack = bytes(Settle.ack(1, new LeaseRun(2, 3, 4, 5, 6, 7)));
    assertThat(ack).hasSize(4 + 1 + 4 + 1 + 1 + 8 + 34 + 2);
    assertThat(ByteBuffer.wrap(ack).getShort(19)).isEqualTo((short) 2);
    assertThat(ByteBuffer.wrap(ack).getInt(21)).isEqualTo(3);
    assertThat(ByteBuffer.wrap(ack).getLong(25)).isEqualTo(4);
    assertThat(ByteBuffer.wrap(ack).getLong(33)).isEqualTo(5);
    assertThat(ByteBuffer.wrap(ack).getLong(41)).isEqualTo(6);
    assertThat(ByteBuffer.wrap(ack).getInt(49)).isEqualTo(7);
  }

  @Test
  void whatIsNoFrameIsNamed() {
    bad("frame 0: length -1", new byte[] {0, 0});
    bad("frame 0: length 0", new byte[] {0, 0, 0, 0, 0});
    bad("frame 0: length 9", new byte[] {0, 0, 0, 9, 2});
    bad("frame 0: type 9", new byte[] {0, 0, 0, 1, 9});
    bad("frame 0: 1 bytes", new byte[] {0, 0, 0, 2, 2, 1});
    bad("frame 0: 1 bytes too many", new byte[] {0, 0, 0, 6, 2, 0, 0, 0, 1, 1});
    bad("frame 0: credit 0", bytes(new DoorFrame.Credit(0)));
    byte[] kind = bytes(new DoorFrame.Credit(1), Settle.ack(1, RUN));
    kind[9 + 9] = 7;
    bad("frame 1: kind 7", kind);
    byte[] count = bytes(Settle.ack(1, RUN));
    count[count.length - 3] = 0;
    bad("frame 0: offset 100, count 0", count);
    byte[] topic = bytes(new Publish(1, "ab", records("c")));
    topic[10] = (byte) 200;
    bad("frame 0: text of 200 bytes", topic);
    topic[10] = 2;
    topic[11] = (byte) 0xFF;
    bad("frame 0: text", topic);
    byte[] empty = {0, 0, 0, 8, 1, 0, 0, 0, 1, 0, 1, 'a'};
    bad("frame 0: 0 records", empty);
    byte[] cut = bytes(new Publish(1, "ab", records("c")));
    cut[16] = 9;
    bad("frame 0: record 0 of length 9", cut);
    byte[] few = bytes(new Deliver(RUN, 1, 1, records("x", "y")));
    ByteBuffer.wrap(few).putInt(5 + 30, 3);
    bad("frame 0: 2 records", few);
    bad(
        "frame 0: 3 bytes behind the topic",
        new byte[] {0, 0, 0, 11, 4, 0, 0, 0, 1, 0, 1, 'a', 0, 0, 0});
    byte[] places =
        bytes(new Confirmed(1, 1, 1, Durability.OS, List.of(new Stored(0, 1, 1, false))));
    byte[] more = java.util.Arrays.copyOf(places, places.length + 1);
    ByteBuffer.wrap(more).putInt(0, more.length - 4);
    bad("frame 0: 16 bytes of places", more);
  }

  @Test
  void bytesByChanceAreFramesOrRefused() {
    Random random = new Random(7);
    byte[] whole =
        bytes(
            new Publish(1, "ab", records("c", "dd")),
            new PackedPublish(1, "ab", 9, ByteBuffer.wrap(new byte[] {1})),
            Settle.ack(1, RUN),
            new DoorFrame.Credit(3));
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(DoorCodec.read(ByteBuffer.wrap(changed))).isNotEmpty();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("frame ").hasMessageContaining("(expected: ");
      }
    }
  }

  @Test
  void whatWasPackedIsLookedAtAsIfItHadNotBeen() {
    Records records = records("a", "bc");
    assertThat(DoorCodec.unpacked(records.bytes(), -1).count()).isEqualTo(2);
    assertThat(DoorCodec.unpacked(records.bytes(), 2).toList()).isEqualTo(records.toList());
    assertThatThrownBy(() -> DoorCodec.unpacked(records.bytes(), 3))
        .hasMessage("unpacked: 2 records (expected: 3)");
    assertThatThrownBy(() -> DoorCodec.unpacked(ByteBuffer.allocate(9), -1))
        .hasMessage("unpacked: record 0 of length 0 (expected: 1..5)");
  }

  @Test
  void runsGoOnAndAreCut() {
    LeaseRun run = new LeaseRun(1, 2, 3, 1000, 10, 5);
    assertThat(run.slice(2, 3)).isEqualTo(new LeaseRun(1, 2, 3, 1002, 12, 3));
    assertThat(run.slice(0, 2).continuedBy(run.slice(2, 3))).isTrue();
    assertThat(run.slice(0, 2).continuedBy(run.slice(3, 2))).isFalse();
    assertThat(run.continuedBy(new LeaseRun(1, 2, 4, 1005, 15, 1))).isFalse();
    assertThat(run.receipt(9, 4)).isEqualTo(new Receipt(9, 1, 2, 3, 1004));
    LeaseRun unleased = new LeaseRun(1, 0, 0, LeaseRun.NONE, 10, 5);
    assertThat(unleased.slice(1, 2)).isEqualTo(new LeaseRun(1, 0, 0, -1, 11, 2));
    assertThat(unleased.slice(0, 1).continuedBy(unleased.slice(1, 1))).isTrue();
    assertThatThrownBy(() -> run.slice(4, 2)).hasMessageContaining("slice: 4 and 2");
    assertThatThrownBy(() -> new LeaseRun(1, 0, 0, 0, -1, 5)).hasMessageContaining("offset -1");
  }
}
