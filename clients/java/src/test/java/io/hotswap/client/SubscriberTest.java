package io.hotswap.client;

import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.broker.Settlement.Kind;
import io.hotswap.contracts.door.DoorFrame;
import io.hotswap.contracts.door.DoorFrame.Credit;
import io.hotswap.contracts.door.DoorFrame.Settle;
import io.hotswap.contracts.door.DoorFrame.Settled;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriberTest {
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

  private Subscriber subscriber(SubscriberOptions options) {
    Subscriber made = await(client.subscriber("orders", options));
    eventually(() -> assertThat(node.heard(Credit.class)).isNotEmpty());
    return made;
  }

  private int credit() {
    return node.heard(Credit.class).stream().mapToInt(Credit::messages).sum();
  }

  @Test
  void asksForWhatTheOptionsSay() {
    subscriber(
        SubscriberOptions.group("g 1").fromTheEarliest().withMaxInFlight(7).withConsumerId("me"));
    assertThat(node.uris)
        .containsExactly(
            "/api/v1/messages/stream/orders?maxInFlight=7&from=earliest&consumerGroup=g%201"
                + "&consumerId=me");
    assertThat(credit()).isEqualTo(7);
    assertThatThrownBy(() -> SubscriberOptions.QUEUE.withMaxInFlight(0))
        .hasMessage("maxInFlight: 0 (expected: 1..100000)");
  }

  @Test
  void acksAreRunsAndMakeRoom() {
    List<ReceivedMessage> got = new CopyOnWriteArrayList<>();
    Subscriber orders = subscriber(SubscriberOptions.QUEUE.withMaxInFlight(10));
    orders.batchHandler(got::addAll);
    node.deliver("a", "b", "c", "d");
    eventually(() -> assertThat(got).hasSize(4));
    ReceivedMessage first = got.get(0);
    assertThat(first.text()).isEqualTo("a");
    assertThat(first.id()).isEqualTo(new MessageId(7, 1, 0));
    assertThat(first.attempt()).isEqualTo(1);
    assertThat(first.deadlineMillis()).isEqualTo(FakeNode.TIME + 30_000);
    assertThat(got.get(3).offset()).isEqualTo(3);
    orders.pause();
    List<Future<Void>> acks = new ArrayList<>();
    for (int i : new int[] {3, 0, 1}) {
      acks.add(got.get(i).ack());
    }
    acks.forEach(io.hotswap.testkit.log.LogFixtures::await);
    assertThat(node.heard(Settle.class).stream().mapToInt(s -> s.run().count()).sum()).isEqualTo(3);
    assertThat(credit()).isEqualTo(10);
    orders.resume();
    eventually(() -> assertThat(credit()).isEqualTo(13));
    await(got.get(2).extend(Duration.ofSeconds(9)));
    Settle extend = node.heard(Settle.class).get(node.heard(Settle.class).size() - 1);
    assertThat(extend.kind()).isEqualTo(Kind.EXTEND);
    assertThat(extend.delayMillis()).isEqualTo(9000);
    await(got.get(2).reject("broken"));
    Settle reject = node.heard(Settle.class).get(node.heard(Settle.class).size() - 1);
    assertThat(reject.failureClass()).isEqualTo(FailureClass.NonRetryable);
    assertThat(reject.reason()).isEqualTo("broken");
    eventually(() -> assertThat(credit()).isEqualTo(14));
    await(got.get(2).release());
    assertThat(credit()).isEqualTo(14);
  }

  @Test
  void aListIsAckedAsItsRuns() {
    List<ReceivedMessage> got = new CopyOnWriteArrayList<>();
    Subscriber orders = subscriber(SubscriberOptions.QUEUE.withMaxInFlight(10));
    orders.batchHandler(got::addAll);
    node.deliver("a", "b", "c", "d");
    eventually(() -> assertThat(got).hasSize(4));
    await(orders.ack(List.of(got.get(0), got.get(1), got.get(3))));
    assertThat(node.heard(Settle.class))
        .extracting(s -> s.run().offset() + "+" + s.run().count())
        .containsExactly("0+2", "3+1");
    eventually(() -> assertThat(credit()).isEqualTo(13));
    node.answers =
        (number, frame) ->
            frame instanceof Settle settle
                ? new Settled(
                    settle.request(),
                    settle.run().count() - 1,
                    FakeNode.problem("StaleReceipt", 409, "message: 1"))
                : null;
    assertThatThrownBy(() -> await(orders.ack(got))).isInstanceOf(Problem.class);
    await(orders.ack(List.of()));
    eventually(() -> assertThat(credit()).isEqualTo(14));
  }

  @Test
  void handlersAckByTheirFutures() {
    Subscriber orders = subscriber(SubscriberOptions.QUEUE);
    orders.autoAck(
        message -> {
          if (message.text().equals("throws")) {
            throw new IllegalStateException("thrown");
          }
          return message.text().equals("fails")
              ? Future.failedFuture("no")
              : Future.succeededFuture();
        });
    node.deliver("fine", "fails", "throws");
    eventually(() -> assertThat(node.heard(Settle.class)).hasSize(3));
    assertThat(node.heard(Settle.class))
        .extracting(Settle::kind)
        .containsExactlyInAnyOrder(Kind.ACK, Kind.NACK, Kind.NACK);
    assertThat(node.heard(Settle.class))
        .extracting(Settle::reason)
        .anySatisfy(reason -> assertThat(reason).contains("thrown"));
    eventually(() -> assertThat(credit()).isEqualTo(1003));
  }

  @Test
  void pollsWaitForMessages() {
    Subscriber orders = subscriber(SubscriberOptions.QUEUE);
    Future<List<ReceivedMessage>> waiting = orders.poll(2);
    node.deliver("a", "b", "c");
    assertThat(await(waiting)).extracting(ReceivedMessage::text).containsExactly("a", "b");
    assertThat(await(orders.poll(9))).extracting(ReceivedMessage::text).containsExactly("c");
    Future<List<ReceivedMessage>> never = orders.poll(1);
    await(orders.close());
    assertThatThrownBy(() -> await(never)).hasMessageContaining("closed");
    assertThatThrownBy(() -> await(orders.poll(1))).hasMessageContaining("closed");
  }

  @Test
  void oneOfARunThatIsRefusedIsFound() {
    node.answers =
        (number, frame) -> {
          if (!(frame instanceof Settle settle)) {
            return null;
          }
          boolean stale =
              settle.run().offset() <= 1 && settle.run().offset() + settle.run().count() > 1;
          return new Settled(
              settle.request(),
              settle.run().count() - (stale ? 1 : 0),
              stale ? FakeNode.problem("StaleReceipt", 409, "message: 1") : "");
        };
    AtomicReference<List<Future<Void>>> acks = new AtomicReference<>();
    subscriber(SubscriberOptions.QUEUE)
        .batchHandler(all -> acks.set(all.stream().map(ReceivedMessage::ack).toList()));
    node.deliver("a", "b", "c");
    eventually(() -> assertThat(acks.get()).hasSize(3).allMatch(Future::isComplete));
    assertThat(acks.get()).extracting(Future::succeeded).containsExactly(true, false, true);
    assertThat(((Problem) acks.get().get(1).cause()).code()).isEqualTo(ErrorCode.StaleReceipt);
  }

  @Test
  void aLostConnectionBeginsAnew() {
    node.answers = (number, frame) -> null;
    List<ReceivedMessage> got = new CopyOnWriteArrayList<>();
    Subscriber orders = subscriber(SubscriberOptions.QUEUE.withMaxInFlight(5));
    orders.handler(got::add);
    node.deliver("a", "b");
    eventually(() -> assertThat(got).hasSize(2));
    Future<Void> unanswered = got.get(0).ack();
    eventually(() -> assertThat(node.heard(Settle.class)).hasSize(1));
    node.cut();
    assertThatThrownBy(() -> await(unanswered)).hasMessageContaining("lost");
    eventually(() -> assertThat(node.heard(Credit.class)).extracting(Credit::messages).endsWith(5));
    node.answers = FakeNode::usual;
    int before = credit();
    await(got.get(1).ack());
    node.deliver("c");
    eventually(() -> assertThat(got).hasSize(3));
    await(got.get(2).ack());
    eventually(() -> assertThat(credit()).isEqualTo(before + 1));
  }

  @Test
  void aRefusalEndsIt() {
    AtomicReference<Problem> why = new AtomicReference<>();
    Subscriber orders = subscriber(SubscriberOptions.QUEUE).endHandler(why::set);
    Future<List<ReceivedMessage>> waiting = orders.poll(1);
    node.say(new DoorFrame.Closing(FakeNode.problem("TopicNotFound", 404, "topic: orders")));
    node.cut();
    assertThatThrownBy(() -> await(waiting)).hasMessageContaining("topic: orders");
    eventually(() -> assertThat(why.get().code()).isEqualTo(ErrorCode.TopicNotFound));
    node.refusals.add(404);
    assertThatThrownBy(() -> await(client.subscriber("x", SubscriberOptions.QUEUE)))
        .isInstanceOf(Problem.class);
  }

  @Test
  void whatIsNoFrameIsALostConnection() {
    subscriber(SubscriberOptions.QUEUE);
    node.socket.writeBinaryMessage(io.vertx.core.buffer.Buffer.buffer("nonsense"));
    eventually(() -> assertThat(node.uris).hasSize(2));
    eventually(() -> assertThat(credit()).isEqualTo(2000));
  }
}
