package io.hotswap.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.door.DoorCodec;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Closing;
import io.hotswap.contracts.door.DoorFrame.Confirmed;
import io.hotswap.contracts.door.DoorFrame.Credit;
import io.hotswap.contracts.door.DoorFrame.Deliver;
import io.hotswap.contracts.door.DoorFrame.Publish;
import io.hotswap.contracts.door.DoorFrame.Refused;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.door.DoorFrame.Settled;
import io.hotswap.contracts.door.DoorFrame.Welcome;
import io.hotswap.contracts.door.LeaseRun;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.message.MessageId;
import io.hotswap.gateway.rest.fake.FakeBroker;
import io.hotswap.gateway.rest.fake.FakeExchange;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamingDoorTest {
  private static final String PUBLISH = "/api/v1/messages/publish";
  private static final String STREAM = "/api/v1/messages/stream/t";

  private final Door door = new Door().withTopic("t", "Queue");

  @AfterEach
  void close() {
    door.close();
  }

  private static ByteBuffer record(String payload, String producer) {
    return new MessageBuilder()
        .producerId(producer)
        .payload(Encoding.TEXT, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static Publish publish(int request, String topic, String... payloads) {
    List<ByteBuffer> records = new ArrayList<>();
    for (String payload : payloads) {
      records.add(record(payload, "me"));
    }
    return new Publish(request, topic, Records.copyOf(records));
  }

  private static List<String> texts(Records records) {
    return records.toList().stream()
        .map(r -> StandardCharsets.UTF_8.decode(Message.wrap(r).payload()).toString())
        .toList();
  }

  @Test
  void publishesAreConfirmedInOrderAndNothingIsConsumed() {
    FakeExchange socket = door.open(PUBLISH);
    assertThat(Door.heard(socket)).containsExactly(new Welcome(0));
    assertThat(socket.parkedOn.uid()).isZero();
    List<DoorFrame> answers = door.say(socket, publish(7, "t", "a", "b"), publish(8, "t", "c"));
    assertThat(answers)
        .containsExactly(
            new Confirmed(
                7,
                1,
                FakeBroker.TIME,
                Durability.FSYNC,
                List.of(new Confirmed.Stored(0, 0, 2, false))),
            new Confirmed(
                8,
                1,
                FakeBroker.TIME,
                Durability.FSYNC,
                List.of(new Confirmed.Stored(0, 2, 1, false))));
    assertThat(door.broker.stored.get(0)).isEqualTo(record("a", "me"));
    assertThat(door.say(socket, new Credit(10))).isEmpty();
    assertThat(door.broker.lastConsume).isNull();
    socket.closed = true;
    door.look(socket);
    assertThat(socket.ended).isTrue();
    assertThat(door.broker.left).isEmpty();
  }

  @Test
  void aProducerThatIsNotNamedIsWhoeverAsks() {
    FakeExchange socket = door.open(PUBLISH);
    door.say(socket, new Publish(1, "t", Records.copyOf(List.of(record("a", null)))));
    assertThat(Message.wrap(door.broker.stored.get(0)).producerId()).isEqualTo("ann");
  }

  @Test
  void refusalsAreAnswersAndTheDoorStaysOpen() {
    FakeExchange socket = door.open(PUBLISH);
    door.broker.failures.add(Problem.of(ErrorCode.OutcomeUnknown, "who knows"));
    door.broker.failures.add(new IllegalStateException("bug"));
    ByteBuffer damaged = record("a", "me");
    damaged.put(damaged.limit() - 1, (byte) 'x');
    String[] many = Collections.nCopies(1001, "x").toArray(String[]::new);
    List<DoorFrame> answers =
        door.say(
            socket,
            publish(1, "t", "a"),
            publish(2, "t", "a"),
            publish(3, "nowhere", "a"),
            publish(4, "bad name", "a"),
            new Publish(5, "t", Records.copyOf(List.of(record("a", "me"), damaged))),
            publish(6, "t", many),
            publish(7, "t", "fine"));
    assertThat(answers).hasSize(7);
    String[] expected = {
      "OutcomeUnknown", "\"Internal\"", "TopicNotFound", "/topicName", "/messages/1", "1001 items"
    };
    for (int i = 0; i < expected.length; i++) {
      Refused refused = (Refused) answers.get(i);
      assertThat(refused.request()).isEqualTo(i + 1);
      assertThat(refused.problem()).contains(expected[i]);
    }
    assertThat(((Refused) answers.get(1)).problem()).doesNotContain("bug");
    assertThat(answers.get(6)).isInstanceOf(Confirmed.class);
    assertThat(door.broker.stored).hasSize(1);
  }

  @Test
  void onlyProducersPublishAndOnlyWhereTheyMay() {
    FakeExchange consumer = new FakeExchange("GET", STREAM).asDoor().as(Role.consumer);
    door.ask(consumer);
    assertThat(((Refused) door.say(consumer, publish(1, "t", "a")).get(0)).problem())
        .contains("Forbidden", "expected: producer");
    FakeExchange narrow = new FakeExchange("GET", PUBLISH).asDoor().as(Role.producer, "orders.*");
    door.ask(narrow);
    assertThat(((Refused) door.say(narrow, publish(1, "t", "a")).get(0)).problem())
        .contains("Forbidden", "orders.*");
    FakeExchange viewer = new FakeExchange("GET", PUBLISH).asDoor().as(Role.consumer);
    assertThat(door.ask(viewer).status).isEqualTo(403);
    assertThat(door.broker.stored).isEmpty();
  }

  @Test
  void deliversRunsWithinCreditAndSettlesThem() {
    FakeExchange socket = door.open(STREAM + "?maxInFlight=5000");
    assertThat(Door.heard(socket)).containsExactly(new Welcome(1));
    door.say(socket, publish(1, "t", "a", "b", "c"));
    assertThat(door.broker.lastConsume).isNull();
    List<DoorFrame> heard = door.say(socket, new Credit(2));
    assertThat(door.broker.lastConsume.capacity()).isEqualTo(5000);
    assertThat(door.broker.lastConsume.limit()).isEqualTo(2);
    assertThat(heard).hasSize(1);
    Deliver deliver = (Deliver) heard.get(0);
    assertThat(deliver.run()).isEqualTo(new LeaseRun(0, 1, 1, 0, 0, 2));
    assertThat(deliver.attempt()).isEqualTo(1);
    assertThat(deliver.deadlineMillis()).isEqualTo(FakeBroker.TIME + 30_000);
    assertThat(texts(deliver.records())).containsExactly("a", "b");

    heard = door.say(socket, Settle.ack(3, deliver.run()), new Credit(5));
    assertThat(heard.get(0)).isEqualTo(new Settled(3, 2, ""));
    assertThat(texts(((Deliver) heard.get(1)).records())).containsExactly("c");
    assertThat(door.broker.settled)
        .containsExactly(
            Settlement.ack(new MessageId(1, 0, 0), deliver.run().receipt(1, 0)),
            Settlement.ack(new MessageId(1, 0, 1), deliver.run().receipt(1, 1)));
    socket.closed = true;
    door.look(socket);
    assertThat(door.broker.left).hasSize(1);
  }

  @Test
  void nobodyLooksAgainBeforeASignal() {
    door.broker.tellsDrained = true;
    FakeExchange socket = door.open(STREAM + "?maxInFlight=50");
    door.say(socket, publish(1, "t", "a"));
    Deliver first = (Deliver) door.say(socket, new Credit(2)).get(0);
    assertThat(texts(first.records())).containsExactly("a");

    socket.signalled = false;
    door.broker.lastConsume = null;
    assertThat(door.say(socket, publish(2, "t", "b"), Settle.ack(3, first.run()))).hasSize(2);
    assertThat(door.broker.lastConsume).isNull();
    socket.signalled = true;
    assertThat(texts(((Deliver) door.look(socket).get(0)).records())).containsExactly("b");

    // What comes while nothing is wanted is looked for when something is.
    door.say(socket, publish(4, "t", "c"));
    socket.signalled = false;
    assertThat(texts(((Deliver) door.say(socket, new Credit(1)).get(0)).records()))
        .containsExactly("c");
  }

  @Test
  void settlementsAreToldApartAndInOrder() {
    FakeExchange socket = door.open(STREAM);
    LeaseRun run = new LeaseRun(0, 1, 1, 100, 0, 3);
    door.broker.outcomes.addAll(
        List.of(Outcome.DONE, Outcome.STALE, Outcome.REPEATED, Outcome.DONE, Outcome.DONE));
    List<DoorFrame> heard =
        door.say(
            socket,
            Settle.ack(1, run),
            new Settle(2, Kind.NACK, FailureClass.Critical, 250, "why", run.slice(0, 1)),
            Settle.ack(3, run.slice(1, 1)));
    Settled first = (Settled) heard.get(0);
    assertThat(first.done()).isEqualTo(2);
    assertThat(first.problem()).contains("StaleReceipt", new MessageId(1, 0, 1).toString());
    assertThat(heard.subList(1, 3)).containsExactly(new Settled(2, 1, ""), new Settled(3, 1, ""));
    assertThat(door.broker.settledTogether).containsExactly(4, 1);
    Settlement nack = door.broker.settled.get(3);
    assertThat(nack.reason()).isEqualTo("why");
    assertThat(nack.delayMillis()).isEqualTo(250);
    assertThat(nack.failureClass()).isEqualTo(FailureClass.Critical);

    door.broker.failures.add(Problem.of(ErrorCode.OutcomeUnknown, "who knows"));
    assertThat(((Refused) door.say(socket, Settle.ack(4, run)).get(0)).problem())
        .contains("OutcomeUnknown");
  }

  @Test
  void whatIsNoFrameClosesTheDoor() {
    for (Buffer bad :
        List.of(
            Buffer.buffer("nonsense"),
            frame(new Welcome(1)),
            frame(Settle.ack(1, new LeaseRun(0, 1, 1, 1, 0, 100_001))))) {
      FakeExchange socket = door.open(STREAM);
      socket.frames.add(bad);
      List<DoorFrame> heard = door.look(socket);
      assertThat(heard).hasSize(1);
      assertThat(((Closing) heard.get(0)).problem()).contains("BadRequest", "(expected: ");
      assertThat(socket.ended).isTrue();
    }
    assertThat(door.broker.settled).isEmpty();
  }

  private static Buffer frame(DoorFrame frame) {
    Buffer out = Buffer.buffer();
    DoorCodec.write(out, frame);
    return out;
  }

  @Test
  void withoutTheSubProtocolNothingIsPublished() {
    assertThat(door.get(PUBLISH).code()).isEqualTo("BadRequest");
    FakeExchange other =
        new FakeExchange("GET", PUBLISH).asWebSocket().header("Sec-WebSocket-Protocol", "mqtt");
    assertThat(door.ask(other).text()).contains("mqtt (expected: hotswap.v1)");
    assertThat(door.open(STREAM + "?maxInFlight=100001").status).isEqualTo(400);
    assertThat(door.get(STREAM + "?maxInFlight=1001").status).isEqualTo(400);
  }

  @Test
  void messagesWithoutLeasesAreRunsToo() {
    door.post(
        "/api/v1/topics",
        "{\"name\":\"m\",\"type\":\"Queue\",\"deliveryGuarantee\":\"AtMostOnce\"}");
    FakeExchange socket = door.open("/api/v1/messages/stream/m");
    List<DoorFrame> heard = door.say(socket, publish(1, "m", "a", "b"), new Credit(9));
    Deliver deliver = (Deliver) heard.get(1);
    assertThat(deliver.run()).isEqualTo(new LeaseRun(0, 0, 0, LeaseRun.NONE, 0, 2));
    assertThat(deliver.deadlineMillis()).isZero();
  }
}
