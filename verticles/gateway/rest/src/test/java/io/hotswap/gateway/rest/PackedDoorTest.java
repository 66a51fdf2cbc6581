package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Closing;
import io.hotswap.contracts.door.DoorFrame.Confirmed;
import io.hotswap.contracts.door.DoorFrame.Credit;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.PackedDeliver;
import io.hotswap.contracts.door.DoorFrame.PackedPublish;
import io.hotswap.contracts.door.DoorFrame.Refused;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.gateway.rest.fake.FakeBroker;
import io.hotswap.gateway.rest.fake.FakeExchange;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches that come packed through a streaming door. */
class PackedDoorTest {
  private static final String PUBLISH = "/api/v1/messages/publish";
  private static final String STREAM = "/api/v1/messages/stream/t";

  private final Door door = new Door().withTopic("t", "Queue");

  @AfterEach
  void close() {
    door.close();
  }

  private static Records records(int count, String producer) {
    ByteBuffer record =
        new MessageBuilder()
            .producerId(producer)
            .payload(Encoding.TEXT, ByteBuffer.wrap(new byte[256]))
            .build();
    return Records.copyOf(Collections.nCopies(count, record));
  }

  private static ByteBuffer block(byte[] plain) {
    return ByteBuffer.wrap(LZ4Factory.safeInstance().fastCompressor().compress(plain));
  }

  private static PackedPublish packed(int request, Records records) {
    return new PackedPublish(request, "t", records.size(), block(records.bytes().array()));
  }

  private void stamp() {
    door.broker.stored.forEach(record -> Message.stamp(record, FakeBroker.TIME));
  }

  @Test
  void aBatchGoesOutAsItCameIn() {
    FakeExchange socket = door.open(STREAM + "?compression=lz4");
    PackedPublish asked = packed(7, records(20, "me"));
    assertThat(door.say(socket, asked))
        .singleElement()
        .isInstanceOfSatisfying(
            Confirmed.class, c -> assertThat(c.stored().get(0).count()).isEqualTo(20));
    assertThat(door.broker.stored).hasSize(20).containsOnly(records(1, "me").get(0));
    stamp();
    PackedDeliver deliver = (PackedDeliver) door.say(socket, new Credit(100)).get(0);
    assertThat(deliver.run()).isEqualTo(new LeaseRun(0, 1, 1, 0, 0, 20));
    assertThat(deliver.attempt()).isEqualTo(1);
    assertThat(deliver.deadlineMillis()).isEqualTo(FakeBroker.TIME + 30_000);
    assertThat(deliver.publishedAtMillis()).isEqualTo(FakeBroker.TIME);
    assertThat(deliver.size()).isEqualTo(asked.size());
    assertThat(deliver.block()).isEqualTo(asked.block());
  }

  @Test
  void whoDidNotAskAndWhatIsNotWholeGetsRecords() {
    FakeExchange socket = door.open(STREAM);
    door.say(socket, packed(1, records(20, "me")));
    stamp();
    Deliver plain = (Deliver) door.say(socket, new Credit(20)).get(0);
    assertThat(plain.records().count()).isEqualTo(20);
    assertThat(plain.records().bytes()).isEqualTo(door.broker.batches.get(0L).bytes());
    FakeExchange packing = door.open(STREAM + "?compression=lz4");
    door.say(packing, packed(2, records(20, "me")));
    stamp();
    Deliver part = (Deliver) door.say(packing, new Credit(5)).get(0);
    assertThat(part.records().count()).isEqualTo(5);
    assertThat(Message.publishedAtOf(part.records().get(0))).isEqualTo(FakeBroker.TIME);
  }

  @Test
  void whatTheNodeFillsInIsNotPackedAnyMore() {
    FakeExchange socket = door.open(STREAM + "?compression=lz4");
    door.say(socket, packed(1, records(20, null)));
    assertThat(Message.wrap(door.broker.stored.get(0)).producerId()).isEqualTo("ann");
    assertThat(door.broker.batches.get(0L).packed()).isNull();
    assertThat(door.say(socket, new Credit(20)).get(0)).isInstanceOf(Deliver.class);
  }

  @Test
  void damagedBlocksAreRefusedAndTheDoorStaysOpen() {
    FakeExchange socket = door.open(PUBLISH);
    PackedPublish fine = packed(9, records(20, "me"));
    ByteBuffer damaged = ByteBuffer.wrap(fine.block().array().clone());
    damaged.put(10, (byte) 0xFF).put(11, (byte) 0xFF).put(12, (byte) 0xFF);
    ByteBuffer cut = fine.block().slice(0, fine.block().remaining() - 3);
    byte[] zeros = new byte[100];
    byte[] unchecked = records(2, "me").bytes().array();
    unchecked[unchecked.length - 1] ^= 1;
    List<DoorFrame> answers =
        door.say(
            socket,
            new PackedPublish(0, "t", fine.size(), damaged),
            new PackedPublish(1, "t", fine.size(), cut),
            new PackedPublish(2, "t", fine.size() - 1, fine.block()),
            new PackedPublish(3, "t", fine.size() + 1, fine.block()),
            new PackedPublish(4, "t", zeros.length, block(zeros)),
            new PackedPublish(5, "t", unchecked.length, block(unchecked)),
            new PackedPublish(6, "t", 0, fine.block()),
            new PackedPublish(7, "t", 1, ByteBuffer.allocate(0)),
            new PackedPublish(8, "t", 1 << 20, ByteBuffer.allocate(9)),
            fine);
    assertThat(answers).hasSize(10);
    for (int i = 0; i < 9; i++) {
      Refused refused = (Refused) answers.get(i);
      assertThat(refused.request()).isEqualTo(i);
      assertThat(refused.problem()).contains("BadRequest", "(expected: ");
    }
    assertThat(((Refused) answers.get(4)).problem()).contains("record 0 of length 0");
    assertThat(((Refused) answers.get(5)).problem()).contains("/messages/1", "checksum");
    assertThat(((Refused) answers.get(8)).problem()).contains("1048576 bytes", "1..2295");
    assertThat(answers.get(9)).isInstanceOf(Confirmed.class);
    assertThat(door.broker.stored).hasSize(20);
  }

  @Test
  void blocksByChanceAreStoredOrRefused() {
    FakeExchange socket = door.open(PUBLISH);
    PackedPublish fine = packed(1, records(3, "me"));
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      DoorFrame[] changed = new DoorFrame[200];
      for (int i = 0; i < changed.length; i++) {
        byte[] bytes = Arrays.copyOf(fine.block().array(), 1 + random.nextInt(400));
        for (int n = random.nextInt(4); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        changed[i] = new PackedPublish(i, "t", fine.size(), ByteBuffer.wrap(bytes));
      }
      assertThat(door.say(socket, changed))
          .hasSize(changed.length)
          .allMatch(
              one -> one instanceof Confirmed || problem(one).contains("\"code\":\"BadRequest\""));
    }
  }

  @Test
  void whatFewBytesGrowToIsBounded() {
    FakeExchange socket = door.open(PUBLISH);
    byte[] most = new byte[Limits.BATCH_BYTES_MAX];
    ByteBuffer block = block(most);
    PackedPublish whole = new PackedPublish(1, "t", most.length, block);
    List<DoorFrame> answers =
        door.say(
            socket,
            new PackedPublish(1, "t", most.length + 1, block),
            new PackedPublish(1, "t", -1, block),
            whole,
            whole,
            whole,
            whole,
            whole);
    assertThat(answers.subList(0, 2))
        .allSatisfy(one -> assertThat(problem(one)).contains("PayloadTooLarge", "8388608"));
    assertThat(problem(answers.get(1))).contains("4294967295");
    assertThat(answers.subList(2, 6))
        .allSatisfy(one -> assertThat(problem(one)).contains("BadRequest"));
    assertThat(problem(answers.get(6))).contains("TooManyRequests", "33554432");
    assertThat(problem(door.say(socket, whole).get(0))).contains("BadRequest");
    FakeExchange consumer = new FakeExchange("GET", STREAM).asDoor().as(Role.consumer);
    door.ask(consumer);
    assertThat(problem(door.say(consumer, whole).get(0))).contains("Forbidden");
  }

  private static String problem(DoorFrame refused) {
    return ((Refused) refused).problem();
  }

  @Test
  void onlyDoorsArePackedAndOnlyTheirGatewayDelivers() {
    assertThat(door.open(STREAM + "?compression=zstd").text())
        .contains("query:compression", "zstd", "lz4");
    assertThat(door.get(STREAM + "?compression=lz4").status).isEqualTo(400);
    FakeExchange socket = door.open(STREAM + "?compression=none");
    LeaseRun run = new LeaseRun(0, 1, 1, 1, 0, 1);
    DoorFrame last =
        door.say(socket, new PackedDeliver(run, 1, 1, 1, 9, ByteBuffer.allocate(3))).get(0);
    assertThat(((Closing) last).problem()).contains("a frame of the gateway");
  }
}
