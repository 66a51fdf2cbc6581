package io.hotswap.integration;

import static io.hotswap.integration.LiveBroker.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.client.ClientOptions;
import io.hotswap.client.HotSwapClient;
import io.hotswap.client.OutgoingMessage;
import io.hotswap.client.PublishResult;
import io.hotswap.client.Publisher;
import io.hotswap.client.PublisherOptions;
import io.hotswap.client.ReceivedMessage;
import io.hotswap.client.Subscriber;
import io.hotswap.client.SubscriberOptions;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Durability;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java client and the streaming door against a real node. */
class JavaClientIT {
  private static final int KEYS = 50;

  @RegisterExtension static final LiveBroker BROKER = new LiveBroker();

  private HotSwapClient client;

  @BeforeEach
  void open() {
    client = HotSwapClient.create(ClientOptions.of(BROKER.url(), BROKER.api().token()));
  }

  @AfterEach
  void close() {
    await(client.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed);
    } catch (InterruptedException | java.util.concurrent.TimeoutException failed) {
      throw new AssertionError(failed);
    }
  }

  /** What came, by key in order, and how often each. */
  private static final class Ledger {
    final Map<String, Integer> times = new ConcurrentHashMap<>();
    final Map<String, Integer> last = new ConcurrentHashMap<>();
    final AtomicInteger outOfOrder = new AtomicInteger();

    void saw(ReceivedMessage message) {
      times.merge(message.text(), 1, Integer::sum);
      int number = Integer.parseInt(message.text());
      Integer before = last.put(message.key(), number);
      if (before != null && before >= number) {
        outOfOrder.incrementAndGet();
      }
    }
  }

  private static OutgoingMessage numbered(int number) {
    return OutgoingMessage.text(Integer.toString(number)).key("k" + number % KEYS);
  }

  @Test
  void everythingArrivesOnceAndInOrderOverSwaps() {
    String topic = BROKER.topic("'type':'Queue','partitions':4,'ordering':'Key'");
    Publisher publisher = await(client.publisher(topic));
    Subscriber subscriber = await(client.subscriber(topic, SubscriberOptions.QUEUE));
    Ledger ledger = new Ledger();
    AtomicInteger failedAcks = new AtomicInteger();
    subscriber.handler(
        message -> {
          ledger.saw(message);
          message.ack().onFailure(failed -> failedAcks.incrementAndGet());
        });
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger published = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Thread load =
        new Thread(
            () -> {
              while (!stop.get()) {
                if (publisher.unconfirmed() < 500) {
                  publisher
                      .publish(numbered(published.getAndIncrement()))
                      .onFailure(failed -> refused.incrementAndGet());
                } else {
                  Thread.onSpinWait();
                }
                java.util.concurrent.locks.LockSupport.parkNanos(200_000);
              }
            });
    load.start();
    for (String version : List.of("1.1.0", "1.0.0")) {
      for (String plugin : List.of("gateway.rest", "broker")) {
        assertThat(BROKER.api().swap(plugin, version, "0s").path("state").asText())
            .isEqualTo("Succeeded");
      }
    }
    stop.set(true);
    soon("load ends").until(() -> !load.isAlive());
    await(publisher.close());
    int all = published.get();
    soon("all arrive").until(() -> ledger.times.size() == all);
    BROKER.awaitFigure(topic, "acked", all);
    assertThat(refused).hasValue(0);
    assertThat(failedAcks).hasValue(0);
    assertThat(ledger.outOfOrder).hasValue(0);
    assertThat(ledger.times.values()).containsOnly(1);
    assertThat(publisher.connections()).isEqualTo(1);
    assertThat(subscriber.connections()).isEqualTo(1);
    await(subscriber.close());
  }

  @Test
  void anIdempotentPublisherLosesAndDoublesNothingOverACrash() {
    String topic = BROKER.topic("'type':'Queue','deliveryGuarantee':'ExactlyOnce'");
    Publisher publisher =
        await(client.publisher(topic, PublisherOptions.DEFAULT.withIdempotence()));
    List<Future<PublishResult>> results = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      results.add(publisher.publish(numbered(i)));
      if (i == 1500) {
        await(results.get(700));
        BROKER.crash();
      }
    }
    results.forEach(result -> assertThat(await(result).durability()).isEqualTo(Durability.FSYNC));
    assertThat(publisher.connections()).isGreaterThan(1);
    Subscriber subscriber = await(client.subscriber(topic, SubscriberOptions.QUEUE));
    Ledger ledger = new Ledger();
    subscriber.autoAck(
        message -> {
          ledger.saw(message);
          return Future.succeededFuture();
        });
    BROKER.awaitFigure(topic, "acked", 3000);
    assertThat(ledger.times).hasSize(3000);
    assertThat(ledger.times.values()).containsOnly(1);
  }

  @Test
  void whatFailsComesAgainAndWhatIsLateKeepsItsName() {
    String topic = BROKER.topic("'type':'PubSub','backoff':{'initial':'10ms'}");
    Publisher publisher = await(client.publisher(topic));
    Subscriber subscriber =
        await(client.subscriber(topic, SubscriberOptions.group("g").withMaxInFlight(3)));
    PublishResult plain = await(publisher.publish(OutgoingMessage.json("{\"a\":1}")));
    PublishResult late =
        await(
            publisher.publish(
                OutgoingMessage.bytes(new byte[] {1, 2}).deliverAt(Instant.now().plusMillis(300))));
    ReceivedMessage first = await(subscriber.poll(1)).get(0);
    assertThat(first.id()).isEqualTo(plain.messageId());
    await(first.nack("not yet"));
    ReceivedMessage again = await(subscriber.poll(1)).get(0);
    assertThat(again.id()).isEqualTo(plain.messageId());
    assertThat(again.attempt()).isEqualTo(2);
    assertThatThrownBy(() -> await(first.ack()))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.StaleReceipt));
    await(again.ack());
    ReceivedMessage due = await(subscriber.poll(1)).get(0);
    assertThat(due.id()).isEqualTo(late.messageId());
    assertThat(due.payload().remaining()).isEqualTo(2);
    await(due.ack());
    await(again.ack());
    assertThat(BROKER.figures(topic, "g").path("acked").asInt()).isEqualTo(2);
    await(subscriber.close());
  }

  @Test
  void batchesTravelPackedAndArriveAsTheyWere() {
    String topic = BROKER.topic("'type':'Queue'");
    Publisher publisher =
        await(client.publisher(topic, PublisherOptions.DEFAULT.withCompression()));
    Subscriber packed = await(client.subscriber(topic, SubscriberOptions.QUEUE.withCompression()));
    Map<String, ReceivedMessage> got = new ConcurrentHashMap<>();
    packed.autoAck(
        message -> {
          got.put(message.id().toString(), message);
          return Future.succeededFuture();
        });
    Map<String, Future<PublishResult>> results = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      String text = i + " of the same ".repeat(30);
      results.put(text, publisher.publish(OutgoingMessage.text(text).key("k" + i % KEYS)));
    }
    results.values().forEach(JavaClientIT::await);
    BROKER.awaitFigure(topic, "acked", 2000);
    assertThat(got).hasSize(2000);
    results.forEach(
        (text, result) -> {
          ReceivedMessage message = got.get(await(result).messageId().toString());
          assertThat(message.text()).isEqualTo(text);
          assertThat(message.content().intact()).isTrue();
          assertThat(message.publishedAtMillis()).isEqualTo(await(result).publishedAtMillis());
        });
  }

  @Test
  void refusalsNameWhatIsWrong() {
    assertThatThrownBy(() -> await(client.subscriber("nowhere", SubscriberOptions.QUEUE)))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.TopicNotFound))
        .hasMessageContaining("nowhere");
    Publisher nowhere = await(client.publisher("nowhere"));
    assertThatThrownBy(() -> await(nowhere.publish(OutgoingMessage.text("x"))))
        .hasMessageContaining("nowhere");
    HotSwapClient stranger = HotSwapClient.create(ClientOptions.of(BROKER.url(), "no.token.at"));
    assertThatThrownBy(() -> await(stranger.publisher("t")))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.Unauthenticated));
    await(stranger.close());
  }
}
