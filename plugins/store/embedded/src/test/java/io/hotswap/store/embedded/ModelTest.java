package io.hotswap.store.embedded;

import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations against a plain model; the seed reproduces a failure. */
class ModelTest extends EmbeddedTest {
  private static final int STEPS = 600;

  private final Map<StreamId, List<String>> model = new HashMap<>();
  private final Map<StreamId, Integer> firsts = new HashMap<>();
  private long epoch;
  private long seq;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasAppendedAndNotTrimmedIsThere(long seed) {
    Random random = new Random(seed);
    config =
        TestLog.config(2, 16 << 10, new JsonObject().put("tail-cache", random.nextInt(20_000)));
    open();
    takeOver();
    for (int step = 0; step < STEPS; step++) {
      int dice = random.nextInt(100);
      if (dice < 80) {
        appendSome(random);
      } else if (dice < 90) {
        trimSome(random);
      } else if (dice < 96) {
        check();
      } else if (dice < 98) {
        takeOver();
      } else {
        reopen();
        check();
        takeOver();
      }
    }
    reopen();
    check();
  }

  private void takeOver() {
    epoch = claim();
    seq = 0;
  }

  private static StreamId stream(Random random) {
    int which = random.nextInt(6);
    return which == 0 ? FACTS : StreamId.messages(0, which, 0);
  }

  private void appendSome(Random random) {
    List<StreamAppend> appends = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      StreamId id = stream(random);
      List<String> known = model.computeIfAbsent(id, ignored -> new ArrayList<>());
      String[] texts = new String[1 + random.nextInt(4)];
      for (int t = 0; t < texts.length; t++) {
        texts[t] = "r" + known.size() + "+" + t + "x".repeat(random.nextInt(300));
      }
      appends.add(at(id, known.size(), texts));
      known.addAll(List.of(texts));
    }
    await(log.append(0, epoch, ++seq, appends, random.nextBoolean()));
  }

  private void trimSome(Random random) {
    StreamId id = stream(random);
    int end = model.getOrDefault(id, List.of()).size();
    if (!id.isFacts() && end > 0) {
      int before = end - random.nextInt(end) / 4;
      await(log.trim(0, epoch, id, before));
      firsts.merge(id, before, Math::max);
    }
  }

  private void check() {
    model.forEach(
        (id, texts) -> {
          int first = firsts.getOrDefault(id, 0);
          assertThat(await(log.first(id))).isEqualTo(first);
          assertThat(all(id)).isEqualTo(texts.subList(first, texts.size()));
        });
  }

  @Test
  void callersOnManyContextsKeepTheirOrder() {
    config = TestLog.config(4, 64 << 10);
    open();
    List<Future<Void>> done = new ArrayList<>();
    for (int s = 0; s < 4; s++) {
      int shard = s;
      long owned =
          await(log.claim(shard, "a", TTL, io.hotswap.contracts.log.LogStore.ClaimMode.IF_FREE))
              .epoch();
      StreamId id = StreamId.facts(shard);
      Context context = vertx.getOrCreateContext();
      Promise<Void> finished = Promise.promise();
      context.runOnContext(
          ignored -> {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
              all.add(log.append(shard, owned, i + 1, List.of(at(id, i, "r" + i)), false));
            }
            Future.all(all).<Void>mapEmpty().onComplete(finished);
          });
      done.add(finished.future());
    }
    await(Future.all(done));
    for (int shard = 0; shard < 4; shard++) {
      assertThat(all(StreamId.facts(shard))).hasSize(500).last().isEqualTo("r499");
    }
  }
}
