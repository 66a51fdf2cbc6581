package io.hotswap.client;

import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Confirmed;
import io.hotswap.contracts.door.DoorFrame.PackedDeliver;
import io.hotswap.contracts.door.DoorFrame.PackedPublish;
import io.hotswap.contracts.door.DoorFrame.Publish;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PackingTest {
  private static final LeaseRun RUN = new LeaseRun(1, 2, 3, 1000, 10, 2);

  private FakeNode node;
  private HotSwapClient client;

  @BeforeEach
  void open() {
    node = new FakeNode();
    client = HotSwapClient.create(node.options());
  }

  @AfterEach
  void close() {
    await(client.close());
    node.close();
  }

  private static Records records(String text, int count) {
    ByteBuffer record =
        new MessageBuilder()
            .payload(Encoding.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
            .build();
    return Records.copyOf(Collections.nCopies(count, record));
  }

  private static PackedDeliver deliver(LeaseRun run, Records records) {
    byte[] plain = records.bytes().array();
    byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(plain);
    return new PackedDeliver(run, 4, 5, FakeNode.TIME, plain.length, ByteBuffer.wrap(block));
  }

  @Test
  void onlyWhatGetsMuchSmallerIsPacked() {
    node.answers =
        (number, frame) ->
            frame instanceof PackedPublish packed
                ? new Confirmed(
                    packed.request(),
                    7,
                    FakeNode.TIME,
                    Durability.FSYNC,
                    List.of(new Confirmed.Stored(3, 0, 1, false)))
                : FakeNode.usual(number, frame);
    Publisher orders =
        await(client.publisher("orders", PublisherOptions.DEFAULT.withCompression()));
    await(orders.publish(OutgoingMessage.text("short")));
    byte[] noise = new byte[2000];
    new Random(1).nextBytes(noise);
    await(orders.publish(OutgoingMessage.bytes(noise)));
    assertThat(node.heard).hasSize(2).allMatch(Publish.class::isInstance);
    await(orders.publish(OutgoingMessage.text("again ".repeat(500))));
    PackedPublish packed = node.heard(PackedPublish.class).get(0);
    assertThat(packed.topic()).isEqualTo("orders");
    assertThat(packed.block().remaining()).isLessThan(300);
    byte[] plain = new byte[packed.size()];
    assertThat(
            LZ4Factory.safeInstance()
                .safeDecompressor()
                .decompress(
                    packed.block(),
                    0,
                    packed.block().remaining(),
                    ByteBuffer.wrap(plain),
                    0,
                    plain.length))
        .isEqualTo(packed.size());
    Records records = Records.wrap(1, ByteBuffer.wrap(plain));
    assertThat(Message.wrap(records.get(0)).intact()).isTrue();
  }

  @Test
  void whatIsLargerThanABatchMayBeIsNotPacked() {
    ByteBuffer large = ByteBuffer.allocate(Limits.BATCH_BYTES_MAX);
    assertThat(Packing.publish(1, "t", List.of(large)).length())
        .isGreaterThan(Limits.BATCH_BYTES_MAX);
  }

  @Test
  void packedMessagesArriveAsAnyOthers() {
    List<ReceivedMessage> got = new CopyOnWriteArrayList<>();
    Subscriber orders =
        await(client.subscriber("orders", SubscriberOptions.QUEUE.withCompression()));
    assertThat(node.uris.get(0)).endsWith("&compression=lz4");
    orders.handler(got::add);
    node.say(deliver(RUN, records("hello ".repeat(100), 2)));
    eventually(() -> assertThat(got).hasSize(2));
    ReceivedMessage second = got.get(1);
    assertThat(second.text()).isEqualTo("hello ".repeat(100));
    assertThat(second.publishedAtMillis()).isEqualTo(FakeNode.TIME);
    assertThat(second.content().intact()).isTrue();
    assertThat(second.offset()).isEqualTo(11);
    assertThat(second.attempt()).isEqualTo(4);
    assertThat(second.deadlineMillis()).isEqualTo(5);
    await(second.ack());
    assertThat(node.heard(DoorFrame.Settle.class).get(0).run().offset()).isEqualTo(11);
  }

  @Test
  void aDamagedBlockIsALostConnection() {
    await(client.subscriber("orders", SubscriberOptions.QUEUE.withCompression()));
    PackedDeliver fine = deliver(RUN, records("hello ".repeat(100), 2));
    node.say(new PackedDeliver(RUN, 1, 1, 1, fine.size() - 1, fine.block()));
    eventually(() -> assertThat(node.uris).hasSize(2));
  }

  @Test
  void whatIsWrongIsNamed() {
    PackedDeliver fine = deliver(RUN, records("hello ".repeat(100), 2));
    bad("size 0", with(0, fine.block()));
    bad("size 4294967295", with(-1, fine.block()));
    bad("block of " + fine.size(), with(fine.size() + 1, fine.block()));
    bad("block", with(fine.size(), ByteBuffer.wrap(new byte[] {-1, -1, -1, 0, 0})));
    bad("2 records", deliver(RUN.withCount(3), records("hello ".repeat(100), 2)));
    Records tiny = Records.copyOf(Collections.nCopies(2, ByteBuffer.allocate(9)));
    bad("record of 9 bytes", deliver(RUN, tiny));
  }

  private static PackedDeliver with(int size, ByteBuffer block) {
    return new PackedDeliver(RUN, 1, 1, 1, size, block);
  }

  private static void bad(String message, PackedDeliver packed) {
    assertThatThrownBy(() -> Packing.unpack(packed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("(expected: ");
  }
}
