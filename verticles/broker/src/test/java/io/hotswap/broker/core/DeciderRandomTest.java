package io.hotswap.broker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.broker.core.decide.Pull;
import io.hotswap.broker.core.state.Sections;
import io.hotswap.broker.core.state.Tally;
import io.hotswap.contracts.broker.Settlement.Outcome;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.contracts.message.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random lives of one queue beside a model that is too simple to be wrong: a list of messages with
 * the fact that acked each. Crashes keep any part of the log that is not known to be durable.
 */
class DeciderRandomTest {
  private static final int STEPS = 3000;

  private Random random;
  private DeciderFixture f;
  private boolean keyed;
  private final List<String> keys = new ArrayList<>();

  /** By offset: how many facts there were right after the ack. */
  private final Map<Long, Integer> acked = new HashMap<>();

  private final Map<Long, Receipt> leases = new HashMap<>();
  private int durable;

  @ParameterizedTest
  @CsvSource({
    "1,true",
    "2,true",
    "3,true",
    "4,true",
    "5,true",
    "6,true",
    "11,false",
    "12,false",
    "13,false"
  })
  void everyPromiseHoldsAfterEveryStep(long seed, boolean withKeys) {
    random = new Random(seed);
    keyed = withKeys;
    Ordering ordering = withKeys ? Ordering.Key : Ordering.None;
    f = new DeciderFixture(DeciderFixture.patient(TopicType.Queue, ordering), 40);
    durable = f.facts.size();
    for (int step = 0; step < STEPS; step++) {
      step();
      check(step);
    }
    drain();
    assertThat(acked).hasSize(keys.size());
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> publish();
      case 4, 5, 6, 7, 8 -> pull("c" + random.nextInt(4), 1 + random.nextInt(8));
      case 9, 10, 11, 12, 13 -> ackSome();
      case 14, 15 -> nackOne();
      case 16 -> f.pass(random.nextInt(6000));
      case 17 -> durable = f.facts.size();
      case 18 -> crash();
      default -> handOver();
    }
    leases.values().removeIf(r -> f.backlog().lease(DeciderFixture.offset(r)) == null);
  }

  private void publish() {
    String[] batch = new String[1 + random.nextInt(5)];
    for (int i = 0; i < batch.length; i++) {
      int key = random.nextInt(6);
      batch[i] = key == 0 ? null : "k" + key;
      keys.add(batch[i]);
    }
    f.publish(batch);
    durable = f.facts.size();
  }

  private void pull(String consumer, int limit) {
    Map<String, Integer> held = new HashMap<>();
    f.backlog().leases().forEach(l -> held.merge(keys.get((int) l.offset()), 1, Integer::sum));
    Pull pull = f.pull(null, consumer, limit, 1 << 20);
    Map<String, Long> last = new HashMap<>();
    for (Pull.Taken taken : pull.taken()) {
      long offset = taken.lease().offset();
      assertThat(acked).as("leased after its ack").doesNotContainKey(offset);
      String key = keys.get((int) offset);
      if (keyed && key != null) {
        assertThat(held).as("key held by two").doesNotContainKey(key);
        inOrder(key, last.getOrDefault(key, -1L), offset);
        last.put(key, offset);
      }
      leases.put(offset, DeciderFixture.receipt(0, taken));
    }
  }

  /** All of the key before this one is acked or in this pull. */
  private void inOrder(String key, long last, long offset) {
    for (long before = last + 1; before < offset; before++) {
      if (key.equals(keys.get((int) before))) {
        assertThat(acked).as("%s passed over for %s", before, offset).containsKey(before);
      }
    }
    assertThat(offset).isGreaterThan(last);
  }

  private void ackSome() {
    for (Receipt receipt : List.copyOf(leases.values())) {
      if (random.nextInt(3) == 0 && f.backlog().lease(DeciderFixture.offset(receipt)) != null) {
        assertThat(f.ack(receipt)).isEqualTo(Outcome.DONE);
        acked.put(DeciderFixture.offset(receipt), f.facts.size());
        assertThat(f.ack(receipt)).isEqualTo(Outcome.REPEATED);
      }
    }
  }

  private void nackOne() {
    leases.values().stream()
        .findFirst()
        .ifPresent(
            receipt -> {
              assertThat(f.nack(receipt, random.nextInt(2) * 700L)).isEqualTo(Outcome.DONE);
              assertThat(f.ack(receipt)).isEqualTo(Outcome.STALE);
            });
  }

  private void crash() {
    int kept = durable + random.nextInt(f.facts.size() - durable + 1);
    f.now += random.nextInt(20_000);
    f.crash(kept);
    acked.values().removeIf(at -> at > kept);
    durable = f.facts.size();
    leases.values().removeIf(r -> !current(r));
  }

  private boolean current(Receipt receipt) {
    var lease = f.backlog().lease(DeciderFixture.offset(receipt));
    return lease != null && lease.seq() == receipt.leaseSeq() && lease.epoch() == receipt.epoch();
  }

  private void handOver() {
    f.own(Sections.restore(Sections.snapshot(f.decider.state())));
    durable = f.facts.size();
  }

  private void check(int step) {
    Tally t = f.backlog().tally(keys.size());
    assertThat(t.ready() + t.leased() + t.delayed() + t.blocked() + t.acked())
        .isEqualTo(t.entered());
    assertThat(f.backlog().isWhole(keys.size())).isTrue();
    assertThat(t.acked()).isEqualTo(acked.size());
    if (step % 100 == 0) {
      Map<String, String> digest = Sections.digest(f.decider.state());
      assertThat(Sections.digest(f.replay())).isEqualTo(digest);
      assertThat(Sections.digest(Sections.restore(Sections.snapshot(f.decider.state()))))
          .isEqualTo(digest);
    }
  }

  /** Everything can be consumed in the end: nothing is stuck or lost. */
  private void drain() {
    for (int i = 0; i < 10_000 && acked.size() < keys.size(); i++) {
      f.pass(20_000);
      pull("last", 100);
      for (Receipt receipt : List.copyOf(leases.values())) {
        if (current(receipt) && f.ack(receipt) == Outcome.DONE) {
          acked.put(DeciderFixture.offset(receipt), f.facts.size());
        }
      }
      leases.clear();
    }
  }
}
