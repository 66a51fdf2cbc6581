package io.hotswap.contracts.broker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What nodes of released versions send. If one of these fails, a rolling upgrade does: what changed
 * needs a kind of its own (see docs/formats/shard-wire.md).
 */
class GoldenBytesTest {
  private static final Records RECORDS =
      Records.copyOf(
          List.of(ByteBuffer.wrap(new byte[] {0x0a}), ByteBuffer.wrap(new byte[] {0x0b, 0x0c})));
  private static final MessageId ID = new MessageId(9, 3, 5);
  private static final Receipt RECEIPT = new Receipt(9, 3, 2, 4, 6);

  private static void command(ShardCommand command, String hex) {
    String plain = hex.replace(" ", "");
    assertThat(HexFormat.of().formatHex(ShardWire.encode(command).getBytes())).isEqualTo(plain);
    Buffer bytes = Buffer.buffer(HexFormat.of().parseHex(plain));
    assertThat(Seen.of(ShardWire.command(bytes))).isEqualTo(Seen.of(command));
  }

  private static void reply(ShardReply reply, String hex) {
    String plain = hex.replace(" ", "");
    assertThat(HexFormat.of().formatHex(ShardWire.encode(reply).getBytes())).isEqualTo(plain);
    Buffer bytes = Buffer.buffer(HexFormat.of().parseHex(plain));
    assertThat(Seen.of(ShardWire.reply(bytes))).isEqualTo(Seen.of(reply));
  }

  @Test
  void publish() {
    command(
        new ShardCommand.Publish(9, 3, RECORDS),
        "0101 0000000000000009 00000003 00000002 0000000b ffffffff 00000001 0a 00000002 0b0c");
    command(
        new ShardCommand.Publish(9, 3, RECORDS.withPacked(ByteBuffer.wrap(new byte[] {0x0d}))),
        "0101 0000000000000009 00000003 00000002 0000000b 00000001 00000001 0a 00000002 0b0c 0d");
  }

  @Test
  void consume() {
    command(
        new ShardCommand.Consume(9, 3, "g", null, 100, 4096, 7),
        "0102 0000000000000009 00000003 00000001 67 ffffffff 00000064 00001000 00000007");
  }

  @Test
  void settle() {
    command(
        new ShardCommand.Settle(
            9,
            3,
            List.of(
                Settlement.ack(ID, RECEIPT),
                new Settlement(
                    Settlement.Kind.NACK,
                    new MessageId(8, 1, 5),
                    RECEIPT,
                    1500,
                    "ü",
                    FailureClass.Critical,
                    2),
                Settlement.release(ID, null))),
        "0103 0000000000000009 00000003 00000003"
            + "00 01 00000001 0000000000000005 00000002 0000000000000004 0000000000000006"
            + "01 07 00000002 0000000000000008 00000001 0000000000000005"
            + "0000000000000009 00000003 00000002 0000000000000004 0000000000000006"
            + "00000000000005dc 02 00000002 c3bc"
            + "02 00 00000001 0000000000000005");
  }

  @Test
  void heldAndLeave() {
    command(
        new ShardCommand.Held(9, 3, "g", "c"),
        "0104 0000000000000009 00000003 00000001 67 00000001 63");
    command(
        new ShardCommand.Leave(9, 3, "g", "c"),
        "0105 0000000000000009 00000003 00000001 67 00000001 63");
    reply(new ShardReply.Held(5), "0183 00000005");
  }

  @Test
  void stored() {
    reply(
        new ShardReply.Stored(5, 2, 1, Durability.FSYNC),
        "0181 0000000000000005 00000002 0000000000000001 02 00");
    reply(
        new ShardReply.Stored(
            5, 2, 1, Durability.OS, new PublishedRun(9, 3, 5, 2, 1, Durability.OS)),
        "0181 0000000000000005 00000002 0000000000000001 01 01 00000002"
            + "0000000000000009 00000003 0000000000000005 0000000000000001 00 01");
    reply(
        new ShardReply.Stored(
            5, 1, 1, Durability.OS, List.of(new Published(9, 3, 4, 1, true, Durability.OS))),
        "0181 0000000000000005 00000001 0000000000000001 01 02 00000001"
            + "0000000000000009 00000003 0000000000000004 0000000000000001 01 01");
  }

  @Test
  void leased() {
    Delivery first = new Delivery(ID, 9, 3, 5, RECEIPT, 1, 1500, RECORDS.get(0));
    MessageId scheduled = new MessageId(9, 3, MessageId.SCHEDULED);
    Delivery acked = new Delivery(scheduled, 9, 3, 7, null, 1, 0, RECORDS.get(0));
    reply(
        new ShardReply.Leased(
            new Deliveries(
                List.of(new Deliveries.Run(first, RECORDS), new Deliveries.Run(acked, RECORDS))),
            true),
        "0182 01 00000002"
            + "01 0000000000000009 00000003 0000000000000005"
            + "0000000000000005 00000002 0000000000000004 0000000000000006"
            + "00000001 00000000000005dc 00000002 0000000b ffffffff 00000001 0a 00000002 0b0c"
            + "00 0000000000000009 00000003 0000000000000007 0000008000000000"
            + "00000001 0000000000000000 00000002 0000000b ffffffff 00000001 0a 00000002 0b0c");
  }

  @Test
  void settledAndDone() {
    reply(
        new ShardReply.Settled(List.of(Outcome.DONE, Outcome.STALE, Outcome.IN_TRANSACTION)),
        "0184 00000003 00 02 06");
    reply(new ShardReply.Done(), "0180");
  }

  @Test
  void transactions() {
    ShardCommand.Part part =
        new ShardCommand.Part(
            List.of(new ShardCommand.Settle(9, 3, List.of())),
            List.of(new ShardCommand.Publish(9, 3, RECORDS.some(0, 1))));
    String bytes =
        "00000001 0000000000000009 00000003 00000000"
            + "00000001 0000000000000009 00000003 00000001 00000005 ffffffff 00000001 0a";
    command(new ShardCommand.Transact("t", part), "0106 00000001 74" + bytes);
    command(new ShardCommand.Prepare("t", 7, part), "0107 00000001 74 00000007" + bytes);
    command(new ShardCommand.Decide("t", true), "0108 00000001 74 01");
    command(new ShardCommand.Resolve("t", false), "0109 00000001 74 00");
    reply(new ShardReply.Decided(true), "018e 01");
    reply(new ShardReply.Resolved(List.of(List.of())), "018d 00000001 02 00000000");
  }

  /** JSON may get new members; that these are read stays. */
  @Test
  void jsonByTheNamesOfComponents() {
    command(
        new ShardCommand.Drop(9, 3),
        "010b" + HexFormat.of().formatHex("{\"topicUid\":9,\"partition\":3}".getBytes(UTF_8)));
  }
}
