package io.hotswap.broker.shard;

import static io.hotswap.broker.shard.BrokerFixture.ack;
import static io.hotswap.broker.shard.BrokerFixture.get;
import static io.hotswap.broker.shard.BrokerFixture.messages;
import static io.hotswap.broker.shard.BrokerFixture.pull;
import static io.hotswap.broker.shard.BrokerFixture.settings;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.broker.shard.BrokerFixture.Instance;
import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandOverTest {
  private static final int MOVES = 12;
  private static final int KEYS = 20;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Set<MessageId> published = ConcurrentHashMap.newKeySet();
  private final Set<MessageId> acked = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> lastOfKey = new ConcurrentHashMap<>();
  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void shardsGoBackAndForthUnderLoadAndNobodyNotices() throws Exception {
    try (BrokerFixture fixture = new BrokerFixture()) {
      Instance one = fixture.instance("one");
      Instance two = fixture.instance("two");
      fixture.serve(one);
      get(two.shards().follow());
      get(one.front().createTopic("t", settings(TopicType.Queue, 4, Ordering.Key)));
      Thread publisher = thread(() -> publish(one.front()));
      Thread first = thread(() -> consume(one.front(), "c1"));
      Thread second = thread(() -> consume(two.front(), "c2"));

      Instance from = one;
      Instance to = two;
      for (int i = 0; i < MOVES; i++) {
        int enough = acked.size() + 100;
        patiently().until(() -> acked.size() > enough || !failures.isEmpty());
        for (int shard = 0; shard < BrokerFixture.SHARDS; shard++) {
          proveEqual(shard, from, to);
          fixture.move(shard, from, to);
        }
        Instance before = from;
        from = to;
        to = before;
      }
      stop.set(true);
      publisher.join(10_000);
      first.join(20_000);
      second.join(20_000);
      drain(from.front());

      assertThat(failures).isEmpty();
      assertThat(acked).isEqualTo(published);
    }
  }

  @Test
  void aShardThatIsStoppedWhileItTakesOverLetsGoAgain() {
    try (BrokerFixture fixture = new BrokerFixture()) {
      Instance late = fixture.instance("late");
      Instance next = fixture.instance("next");
      get(late.shards().follow());
      get(next.shards().follow());
      Promise<Void> gate = Promise.promise();
      fixture.log.claimGate = gate.future();
      Future<Long> taking = late.shards().take(0, false);
      patiently().until(() -> fixture.log.isHeld(0));
      get(late.shards().stop());
      fixture.log.claimGate = null;
      gate.complete();
      assertThatThrownBy(() -> get(taking)).hasMessageContaining("expected: running");
      patiently().until(() -> !fixture.log.isHeld(0));
      assertThat(get(next.shards().take(0, false))).isPositive();
    }
  }

  private static void proveEqual(int shard, Instance from, Instance to) {
    long position = get(from.shards().mark(shard));
    assertThat(get(to.shards().digest(shard, position, 2)))
        .isEqualTo(get(from.shards().digest(shard, position, 2)));
  }

  private void publish(BrokerPort broker) {
    for (int i = 0; !stop.get(); i++) {
      String[] batch = new String[5];
      for (int k = 0; k < batch.length; k++) {
        int number = i * 5 + k;
        batch[k] = "k" + number % KEYS + ":" + number;
      }
      for (Published p : get(broker.publish("t", messages(batch)))) {
        published.add(new MessageId(p.topicUid(), p.partition(), p.offset()));
      }
    }
  }

  private void consume(BrokerPort broker, String consumer) {
    while (!stop.get()) {
      take(get(broker.consume(pull("t", null, consumer, 20))).deliveries(), broker);
    }
  }

  private void drain(BrokerPort broker) {
    List<Delivery> rest;
    do {
      rest = get(broker.consume(pull("t", null, "last", 1000))).deliveries();
      take(rest, broker);
    } while (!rest.isEmpty());
  }

  private void take(List<Delivery> deliveries, BrokerPort broker) {
    for (Delivery d : deliveries) {
      assertThat(acked).doesNotContain(ack(d).messageId());
      Message message = Message.wrap(d.record());
      String text = StandardCharsets.US_ASCII.decode(message.payload()).toString();
      int number = Integer.parseInt(text.substring(text.indexOf(':') + 1));
      Integer last = lastOfKey.put(message.key(), number);
      assertThat(last == null || last < number).as("%s after %s", number, last).isTrue();
    }
    List<Outcome> outcomes =
        get(broker.settle(deliveries.stream().map(BrokerFixture::ack).toList()));
    assertThat(outcomes).allMatch(o -> o == Outcome.DONE);
    deliveries.forEach(d -> acked.add(ack(d).messageId()));
  }

  private Thread thread(Runnable body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Throwable failure) {
                failures.add(failure);
              }
            });
    thread.start();
    return thread;
  }
}
