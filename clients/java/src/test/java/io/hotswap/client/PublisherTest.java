package io.hotswap.client;

import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Publish;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublisherTest {
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

  private Publisher publisher(PublisherOptions options) {
    return await(client.publisher("orders", options));
  }

  private static List<Future<PublishResult>> publish(Publisher to, int from, int until) {
    List<Future<PublishResult>> all = new ArrayList<>();
    for (int i = from; i < until; i++) {
      all.add(to.publish(OutgoingMessage.text("m" + i)));
    }
    return all;
  }

  private static void fails(ErrorCode code, String text, Future<?> future) {
    assertThatThrownBy(() -> await(future))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code))
        .hasMessageContaining(text);
  }

  private List<String> sent() {
    List<String> texts = new ArrayList<>();
    for (Publish publish : node.heard(Publish.class)) {
      publish
          .records()
          .toList()
          .forEach(
              r ->
                  texts.add(
                      java.nio.charset.StandardCharsets.UTF_8
                          .decode(Message.wrap(r).payload())
                          .toString()));
    }
    return texts;
  }

  @Test
  void aMessageIsConfirmedWithItsPlace() {
    Publisher orders = publisher(PublisherOptions.DEFAULT);
    PublishResult result =
        await(orders.publish(OutgoingMessage.json("{\"a\":1}").key("k").header("h", "v")));
    assertThat(result)
        .isEqualTo(
            new PublishResult(new MessageId(7, 3, 0), FakeNode.TIME, false, Durability.FSYNC));
    Publish publish = node.heard(Publish.class).get(0);
    assertThat(publish.topic()).isEqualTo("orders");
    Message message = Message.wrap(publish.records().toList().get(0));
    assertThat(message.key()).isEqualTo("k");
    assertThat(message.producerId()).startsWith("java-");
    assertThat(message.idempotencyKey()).isNull();
    assertThat(message.intact()).isTrue();
    assertThat(orders.unconfirmed()).isZero();
    assertThat(node.uris).containsExactly("/api/v1/messages/publish");
  }

  @Test
  void whileBatchesAreOnTheirWayTheNextGather() {
    node.answers = (number, frame) -> null;
    Publisher orders = publisher(PublisherOptions.DEFAULT.withBatchesInFlight(1));
    List<Future<PublishResult>> first = publish(orders, 0, 1);
    eventually(() -> assertThat(node.heard(Publish.class)).hasSize(1));
    List<Future<PublishResult>> rest = publish(orders, 1, 1502);
    node.answers = FakeNode::usual;
    node.say(FakeNode.confirmed(node.heard(Publish.class).get(0), 5));
    assertThat(await(first.get(0)).messageId().offset()).isEqualTo(5);
    rest.forEach(io.hotswap.testkit.log.LogFixtures::await);
    assertThat(node.heard(Publish.class)).extracting(p -> p.records().count()).contains(1000);
    assertThat(node.heard(Publish.class).size()).isLessThan(20);
    assertThat(sent()).hasSize(1502).startsWith("m0", "m1", "m2").endsWith("m1501");
  }

  @Test
  void aConfirmThatIsLateHoldsNothingUp() {
    node.answers = (number, frame) -> null;
    Publisher orders = publisher(PublisherOptions.DEFAULT);
    publish(orders, 0, 1);
    eventually(() -> assertThat(sent()).hasSize(1));
    publish(orders, 1, 3);
    eventually(() -> assertThat(sent()).hasSize(3));
    publish(orders, 3, 4);
    eventually(() -> assertThat(sent()).containsExactly("m0", "m1", "m2", "m3"));
    publish(orders, 4, 300);
    eventually(() -> assertThat(node.heard(Publish.class)).hasSizeGreaterThanOrEqualTo(4));
    node.answers = FakeNode::usual;
    node.heard(Publish.class).forEach(one -> node.say(FakeNode.confirmed(one, 0)));
    eventually(() -> assertThat(orders.unconfirmed()).isZero());
    assertThat(sent()).hasSize(300);
  }

  @Test
  void batchesAreBoundInBytes() {
    Publisher orders = publisher(PublisherOptions.DEFAULT.withBatches(1000, 100));
    List<Future<PublishResult>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(orders.publish(OutgoingMessage.bytes(new byte[60])));
    }
    all.forEach(io.hotswap.testkit.log.LogFixtures::await);
    assertThat(node.heard(Publish.class)).allMatch(p -> p.records().count() == 1).hasSize(4);
  }

  @Test
  void whatIsWrongWithOneMessageIsNotPaidForByOthers() {
    node.answers =
        (number, frame) -> {
          Publish publish = (Publish) frame;
          boolean bad =
              publish.records().toList().stream()
                  .anyMatch(r -> "bad".equals(Message.wrap(r).key()));
          return bad
              ? new DoorFrame.Refused(
                  publish.request(), FakeNode.problem("BadRequest", 400, "/messages/1: bad"))
              : FakeNode.confirmed(publish, 0);
        };
    Publisher orders = publisher(PublisherOptions.DEFAULT.withBatchesInFlight(1));
    Future<PublishResult> before = orders.publish(OutgoingMessage.text("x"));
    Future<PublishResult> good = orders.publish(OutgoingMessage.text("a"));
    Future<PublishResult> bad = orders.publish(OutgoingMessage.text("b").key("bad"));
    Future<PublishResult> other = orders.publish(OutgoingMessage.text("c"));
    await(before);
    await(good);
    await(other);
    fails(ErrorCode.BadRequest, "/messages/1: bad", bad);
    assertThat(orders.unconfirmed()).isZero();
  }

  @Test
  void whatPassesIsRepeated() {
    node.answers =
        (number, frame) ->
            number < 2
                ? new DoorFrame.Refused(
                    ((Publish) frame).request(), FakeNode.problem("Unavailable", 503, "not now"))
                : FakeNode.usual(number, frame);
    await(publisher(PublisherOptions.DEFAULT).publish(OutgoingMessage.text("a")));
    assertThat(sent()).containsExactly("a", "a", "a");
  }

  @Test
  void anUnknownOutcomeIsToldUnlessItMayBeRepeated() {
    node.answers =
        (number, frame) ->
            number % 2 == 0
                ? new DoorFrame.Refused(
                    ((Publish) frame).request(), FakeNode.problem("OutcomeUnknown", 503, "who"))
                : FakeNode.usual(number, frame);
    fails(
        ErrorCode.OutcomeUnknown,
        "who",
        publisher(PublisherOptions.DEFAULT).publish(OutgoingMessage.text("a")));
    node.answers = FakeNode::usual;
    Publisher idempotent = publisher(PublisherOptions.DEFAULT.withIdempotence());
    AtomicInteger refused = new AtomicInteger();
    node.answers =
        (number, frame) ->
            refused.getAndIncrement() == 0
                ? new DoorFrame.Refused(
                    ((Publish) frame).request(), FakeNode.problem("OutcomeUnknown", 503, "who"))
                : FakeNode.usual(number, frame);
    await(idempotent.publish(OutgoingMessage.text("b")));
    List<Publish> all = node.heard(Publish.class);
    assertThat(all.get(2).records().bytes()).isEqualTo(all.get(1).records().bytes());
    assertThat(Message.wrap(all.get(1).records().toList().get(0)).idempotencyKey()).endsWith("-0");
  }

  @Test
  void aLostConnectionIsOpenedAgain() {
    node.answers = (number, frame) -> null;
    Publisher plain = publisher(PublisherOptions.DEFAULT);
    Future<PublishResult> lost = plain.publish(OutgoingMessage.text("a"));
    eventually(() -> assertThat(node.heard(Publish.class)).hasSize(1));
    node.refusals.add(503);
    node.cut();
    fails(ErrorCode.OutcomeUnknown, "lost", lost);
    node.answers = FakeNode::usual;
    await(plain.publish(OutgoingMessage.text("b")));
    assertThat(sent()).containsExactly("a", "b");
    assertThat(node.uris).hasSize(3);
  }

  @Test
  void anIdempotentPublisherSendsAgainWhatWasLost() {
    node.answers = (number, frame) -> null;
    Publisher sure = publisher(PublisherOptions.DEFAULT.withIdempotence().withBatchesInFlight(2));
    Future<PublishResult> first = sure.publish(OutgoingMessage.text("a"));
    eventually(() -> assertThat(node.heard(Publish.class)).hasSize(1));
    Future<PublishResult> second = sure.publish(OutgoingMessage.text("b"));
    eventually(() -> assertThat(node.heard(Publish.class)).hasSize(2));
    Future<PublishResult> third = sure.publish(OutgoingMessage.text("c").idempotencyKey("own"));
    node.answers = FakeNode::usual;
    node.cut();
    await(first);
    await(second);
    await(third);
    assertThat(sent()).containsExactly("a", "b", "a", "b", "c");
    Publish last = node.heard(Publish.class).get(4);
    assertThat(Message.wrap(last.records().toList().get(0)).idempotencyKey()).isEqualTo("own");
  }

  @Test
  void theWindowIsBoundedAndTellsWhenItIsFree() {
    node.answers = (number, frame) -> null;
    Publisher orders = publisher(PublisherOptions.DEFAULT.withWindow(10, 1 << 20));
    AtomicInteger drained = new AtomicInteger();
    orders.drainHandler(drained::incrementAndGet);
    List<Future<PublishResult>> ten = publish(orders, 0, 10);
    assertThat(orders.isFull()).isTrue();
    fails(ErrorCode.TooManyRequests, "window: 10", orders.publish(OutgoingMessage.text("x")));
    eventually(() -> assertThat(sent()).hasSize(10));
    node.heard(Publish.class).forEach(p -> node.say(FakeNode.confirmed(p, 0)));
    ten.forEach(io.hotswap.testkit.log.LogFixtures::await);
    eventually(() -> assertThat(drained).hasValue(1));
    assertThat(orders.isFull()).isFalse();
    Publisher bytes = publisher(PublisherOptions.DEFAULT.withWindow(1000, 100));
    bytes.publish(OutgoingMessage.bytes(new byte[200]));
    fails(ErrorCode.TooManyRequests, "window: 1", bytes.publish(OutgoingMessage.text("x")));
  }

  @Test
  void whatIsNotConfirmedInTimeIsUnknown() {
    node.answers = (number, frame) -> null;
    Publisher orders =
        publisher(
            PublisherOptions.DEFAULT.withTimeout(Duration.ofMillis(150)).withBatchesInFlight(1));
    Future<PublishResult> sent = orders.publish(OutgoingMessage.text("a"));
    eventually(() -> assertThat(node.heard(Publish.class)).hasSize(1));
    Future<PublishResult> waiting = orders.publish(OutgoingMessage.text("b"));
    fails(ErrorCode.OutcomeUnknown, "timeout: sent", sent);
    assertThatThrownBy(() -> await(waiting)).hasMessageContaining("timeout: ");
    assertThat(orders.unconfirmed()).isZero();
  }

  @Test
  void whatIsRefusedUntilTheTimeIsOverWasNotDone() {
    node.answers =
        (number, frame) ->
            new DoorFrame.Refused(
                ((Publish) frame).request(), FakeNode.problem("Unavailable", 503, "not now"));
    Publisher orders = publisher(PublisherOptions.DEFAULT.withTimeout(Duration.ofMillis(200)));
    assertThatThrownBy(() -> await(orders.publish(OutgoingMessage.text("a"))))
        .hasMessageContaining("timeout: ");
  }

  @Test
  void aRefusedDoorIsFinal() {
    node.refusals.add(403);
    fails(ErrorCode.Internal, "Forbidden", client.publisher("orders"));
    Publisher orders = publisher(PublisherOptions.DEFAULT);
    node.answers = (number, frame) -> null;
    Future<PublishResult> open = orders.publish(OutgoingMessage.text("a"));
    eventually(() -> assertThat(node.heard(Publish.class)).hasSize(1));
    node.say(new DoorFrame.Closing(FakeNode.problem("BadRequest", 400, "frame 0: no")));
    node.cut();
    fails(ErrorCode.OutcomeUnknown, "lost", open);
    eventually(
        () ->
            assertThatThrownBy(() -> await(orders.publish(OutgoingMessage.text("b"))))
                .hasMessageContaining("frame 0: no"));
  }

  @Test
  void closingWaitsForWhatIsUnconfirmed() {
    node.answers = (number, frame) -> null;
    Publisher orders = publisher(PublisherOptions.DEFAULT);
    Future<PublishResult> open = orders.publish(OutgoingMessage.text("a"));
    eventually(() -> assertThat(node.heard(Publish.class)).hasSize(1));
    Future<Void> closed = orders.close();
    fails(ErrorCode.Unavailable, "closed", orders.publish(OutgoingMessage.text("b")));
    assertThat(closed.isComplete()).isFalse();
    node.say(FakeNode.confirmed(node.heard(Publish.class).get(0), 0));
    await(open);
    await(closed);
    await(orders.close());
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> PublisherOptions.DEFAULT.withBatches(1001, 1))
        .hasMessage("batchMessages: 1001 (expected: 1..1000)");
    assertThatThrownBy(() -> PublisherOptions.DEFAULT.withTimeout(Duration.ZERO))
        .hasMessageContaining("timeout: PT0S");
    assertThatThrownBy(() -> ClientOptions.of("ftp://x", "t"))
        .hasMessageContaining("url: ftp://x (expected: http(s)://host:port)");
    assertThatThrownBy(() -> ClientOptions.of("http://x/y", "t")).hasMessageContaining("url: ");
    assertThat(ClientOptions.of("https://x", "t").port()).isEqualTo(443);
    assertThatThrownBy(() -> OutgoingMessage.text("a").priority(10))
        .hasMessage("priority: 10 (expected: 0..9)");
  }
}
