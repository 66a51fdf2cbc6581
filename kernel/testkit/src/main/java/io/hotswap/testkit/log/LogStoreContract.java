package io.hotswap.testkit.log;

import static io.hotswap.contracts.log.LogException.Kind.CLOSED;
import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.contracts.log.LogException.Kind.HELD;
import static io.hotswap.contracts.log.LogException.Kind.OUT_OF_SEQUENCE;
import static io.hotswap.contracts.log.LogException.Kind.TRIMMED;
import static io.hotswap.contracts.log.LogStore.ClaimMode.IF_FREE;
import static io.hotswap.contracts.log.LogStore.ClaimMode.SEIZE;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.badArgument;
import static io.hotswap.testkit.log.LogFixtures.records;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.log.LogFixtures.snapshot;
import static io.hotswap.testkit.log.LogFixtures.texts;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hotswap.contracts.log.Claim;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Follower;
import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.LogStore;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.hotswap.testkit.time.FakeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guarantees of {@link LogStore}, numbered as there. An engine's test extends this and runs
 * green.
 */
public abstract class LogStoreContract {
  protected static final int SHARDS = 4;
  protected static final Duration TTL = Duration.ofSeconds(10);
  protected static final StreamId FACTS = StreamId.facts(1);
  protected static final StreamId MESSAGES = StreamId.messages(1, 77, 3);

  @TempDir protected Path directory;
  protected final FakeClock clock = FakeClock.fixed();
  protected Vertx vertx;
  protected LogStore log;

  /** Opens the store with {@link #SHARDS} shards and leases timed by {@link #clock}. */
  protected abstract LogStore open();

  /** Closes it as a stopping node does. */
  protected abstract void close(LogStore store);

  /** Whether what was appended is there again after {@link #close} and {@link #open}. */
  protected abstract boolean survivesReopen();

  @BeforeEach
  void openStore() {
    vertx = Vertx.vertx();
    log = open();
  }

  @AfterEach
  void closeStore() {
    close(log);
    await(vertx.close());
  }

  /** Closes and opens again. */
  protected void reopen() {
    close(log);
    log = open();
  }

  protected long claim() {
    return await(log.claim(1, "a", TTL, IF_FREE)).epoch();
  }

  // --- ownership ---

  @Test
  void aClaimRaisesTheEpochAndTellsTheEndOfTheFacts() {
    Claim first = await(log.claim(1, "a", TTL, IF_FREE));
    await(log.append(1, first.epoch(), 1, List.of(at(FACTS, 0, "x", "y")), false));
    await(log.release(1, first.epoch()));

    Claim second = await(log.claim(1, "b", TTL, IF_FREE));

    assertThat(first.factsEnd()).isZero();
    assertThat(second.shard()).isEqualTo(1);
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThat(second.factsEnd()).isEqualTo(2);
  }

  @Test
  void aHeldShardIsRefusedUntilTheLeaseExpires() {
    claim();
    refused(HELD, log.claim(1, "b", TTL, IF_FREE));

    clock.advance(TTL);

    assertThat(await(log.claim(1, "b", TTL, IF_FREE)).factsEnd()).isZero();
  }

  @Test
  void theHolderItselfMayClaimAgain() {
    long first = claim();
    assertThat(claim()).isGreaterThan(first);
  }

  @Test
  void renewingKeepsALease() {
    long epoch = claim();
    clock.advance(TTL.minusSeconds(1));
    await(log.renew(1, epoch, TTL));
    clock.advance(TTL.minusSeconds(1));
    refused(HELD, log.claim(1, "b", TTL, IF_FREE));
  }

  @Test
  void renewingWithAnOldEpochIsFenced() {
    long old = claim();
    await(log.claim(1, "b", TTL, SEIZE));
    refused(FENCED, log.renew(1, old, TTL));
  }

  @Test
  void releasingWithAnOldEpochChangesNothing() {
    long old = claim();
    await(log.claim(1, "b", TTL, SEIZE));
    await(log.release(1, old));
    refused(HELD, log.claim(1, "c", TTL, IF_FREE));
  }

  @Test
  void seizingTakesAHeldShardAndFencesItsHolder() {
    long old = claim();
    await(log.append(1, old, 1, List.of(at(FACTS, 0, "x")), false));

    Claim seized = await(log.claim(1, "b", TTL, SEIZE));

    assertThat(seized.factsEnd()).isEqualTo(1);
    refused(FENCED, log.append(1, old, 2, List.of(at(FACTS, 1, "y")), false));
    await(log.append(1, seized.epoch(), 1, List.of(at(FACTS, 1, "z")), false));
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("x", "z");
  }

  @Test
  void shardsAreOwnedApart() {
    await(log.claim(0, "a", TTL, IF_FREE));
    await(log.claim(2, "b", TTL, IF_FREE));
    assertThat(log.shards()).isEqualTo(SHARDS);
  }

  @Test
  void argumentsOutOfBoundsAreRefusedByName() {
    long epoch = claim();
    badArgument("shard", log.claim(SHARDS, "a", TTL, IF_FREE));
    badArgument("shard", log.claim(-1, "a", TTL, IF_FREE));
    badArgument("ttl", log.claim(0, "a", Duration.ofMillis(999), IF_FREE));
    badArgument("ttl", log.renew(1, epoch, Duration.ofHours(2)));
    badArgument("maxRecords", log.read(FACTS, 0, 0, 1000));
    badArgument("from", log.read(FACTS, 1, 1, 1000));
    badArgument("stream", log.append(1, epoch, 1, List.of(at(StreamId.facts(2), 0, "x")), false));
    badArgument("before", log.trim(1, epoch, MESSAGES, 1));
    badArgument("position", log.saveSnapshot(epoch, snapshot(1, 1, "s")));
    Snapshot big =
        new Snapshot(1, 0, 1, List.of(Buffer.buffer(new byte[Snapshot.CHUNK_BYTES_MAX + 1])));
    badArgument("chunk", log.saveSnapshot(epoch, big));
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), false));
  }

  // --- 1 ---

  /** A timer's duplicate of a context is the same caller: Vert.x runs both on one event loop. */
  @Test
  void g3_answersKeepTheirOrderOverDuplicatesOfAContext() {
    long epoch = claim();
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    int appends = 200;
    List<Long> answered = new ArrayList<>();
    Promise<Void> all = Promise.promise();
    context.runOnContext(
        start -> {
          for (int i = 0; i < appends; i++) {
            long seq = i + 1L;
            ContextInternal caller = i % 2 == 0 ? context : context.duplicate();
            caller.dispatch(
                () ->
                    log.append(1, epoch, seq, List.of(at(FACTS, seq - 1, "x")), false)
                        .onComplete(
                            done -> {
                              answered.add(seq);
                              if (answered.size() == appends) {
                                all.complete();
                              }
                            }));
          }
        });
    await(all.future());
    assertThat(answered).isSorted().hasSize(appends);
  }

  @Test
  void g1_aFutureCompletesOnTheContextOfTheCaller() {
    long epoch = claim();
    Context context = vertx.getOrCreateContext();
    Promise<Set<Context>> seen = Promise.promise();
    context.runOnContext(
        ignored -> {
          Set<Context> contexts = Collections.synchronizedSet(new HashSet<>());
          List<Future<?>> all = new ArrayList<>();
          all.add(log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), false));
          all.add(log.append(1, epoch, 9, List.of(at(FACTS, 1, "x")), false));
          all.add(log.read(FACTS, 0, 10, 1000));
          all.add(log.end(FACTS));
          all.add(log.claim(2, "a", TTL, IF_FREE));
          all.add(log.offsetAt(FACTS, 0));
          all.add(log.saveSnapshot(epoch, snapshot(1, 0, "s")));
          all.add(log.loadSnapshot(1));
          Promise<Void> done = Promise.promise();
          int[] left = {all.size()};
          for (Future<?> future : all) {
            future.onComplete(
                result -> {
                  contexts.add(Vertx.currentContext());
                  if (--left[0] == 0) {
                    done.complete();
                  }
                });
          }
          done.future().onSuccess(v -> seen.complete(contexts));
        });
    assertThat(await(seen.future())).containsExactly(context);
  }

  // --- 2 and 6 ---

  @Test
  void g2_anAppendOverSeveralStreamsIsThereAsAWhole() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(MESSAGES, 0, "m0", "m1"), at(FACTS, 0, "f0")), false));

    assertThat(texts(await(log.read(MESSAGES, 0, 10, 1000)))).containsExactly("m0", "m1");
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("f0");
    assertThat(await(log.end(MESSAGES))).isEqualTo(2);
    assertThat(log.durability()).isNotNull();
  }

  @Test
  void g2_oneWrongStreamRefusesTheWholeAppend() {
    long epoch = claim();
    refused(
        OUT_OF_SEQUENCE,
        log.append(1, epoch, 1, List.of(at(MESSAGES, 0, "m"), at(FACTS, 5, "f")), false));
    assertThat(await(log.end(MESSAGES))).isZero();
    await(log.append(1, epoch, 1, List.of(at(MESSAGES, 0, "m"), at(FACTS, 0, "f")), false));
  }

  @Test
  void anAppendMayNameAStreamTwice() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a", "b"), at(FACTS, 2, "c")), false));
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("a", "b", "c");
  }

  // --- 3 ---

  @Test
  void g3_appendsMadeWithoutWaitingKeepTheirOrder() {
    long epoch = claim();
    List<Future<Void>> all = new ArrayList<>();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 500; i++) {
      int n = i;
      all.add(
          log.append(1, epoch, i + 1, List.of(at(FACTS, i, "r" + i)), false)
              .onSuccess(done -> order.add(n)));
    }
    await(Future.all(all));
    assertThat(order).isEqualTo(IntStream.range(0, 500).boxed().toList());
    assertThat(texts(await(log.read(FACTS, 0, 1000, 1 << 20))))
        .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "r" + i).toList());
  }

  @Test
  void g3_afterARefusedAppendTheOnesBehindItFailToo() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), false));
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 2, List.of(at(FACTS, 7, "hole")), false));
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 3, List.of(at(FACTS, 1, "b")), false));
    assertThat(await(log.end(FACTS))).isEqualTo(1);
  }

  // --- 4 and 5 ---

  @Test
  void g4_aLowerEpochAndOneNeverGivenAreFenced() {
    refused(FENCED, log.append(1, 0, 1, List.of(at(FACTS, 0, "x")), true));
    long epoch = claim();
    refused(FENCED, log.append(1, epoch - 1, 1, List.of(at(FACTS, 0, "x")), true));
    refused(FENCED, log.trim(1, epoch - 1, FACTS, 0));
    refused(FENCED, log.saveSnapshot(epoch - 1, snapshot(1, 0, "s")));
    assertThat(await(log.end(FACTS))).isZero();
  }

  @Test
  void g5_repeatingTheLastAppendIsHarmless() {
    long epoch = claim();
    List<StreamAppend> same = List.of(at(MESSAGES, 0, "m"), at(FACTS, 0, "f"));
    Future<Void> once = log.append(1, epoch, 1, same, false);
    Future<Void> again = log.append(1, epoch, 1, same, false);
    await(once);
    await(again);
    await(log.append(1, epoch, 1, same, false));
    assertThat(await(log.end(MESSAGES))).isEqualTo(1);
  }

  @Test
  void g5_anyOtherStepIsOutOfSequence() {
    long epoch = claim();
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 2, List.of(at(FACTS, 0, "x")), false));
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 0, List.of(at(FACTS, 0, "x")), false));
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), false));
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 1, List.of(at(FACTS, 0, "other")), false));
    await(log.append(1, epoch, 2, List.of(at(FACTS, 1, "y")), false));
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), false));
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 4, List.of(at(FACTS, 2, "z")), false));
  }

  @Test
  void g5_theSequenceStartsAgainWithEachEpoch() {
    await(log.append(1, claim(), 1, List.of(at(FACTS, 0, "x")), false));
    await(log.append(1, claim(), 1, List.of(at(FACTS, 1, "y")), false));
    assertThat(texts(await(log.read(FACTS, 0, 10, 1000)))).containsExactly("x", "y");
  }

  @Test
  void timeNeverGoesBackWithinAStream() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), false));
    StreamAppend earlier = new StreamAppend(FACTS, 1, 999, records("y"));
    refused(OUT_OF_SEQUENCE, log.append(1, epoch, 2, List.of(earlier), false));
  }

  // --- reading ---

  @Test
  void readingIsBoundedByRecordsAndBytesButGivesAtLeastOne() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "aaaa", "bbbb", "cccc")), false));
    await(log.append(1, epoch, 2, List.of(at(FACTS, 3, "dddd")), false));

    assertThat(texts(await(log.read(FACTS, 0, 2, 1000)))).containsExactly("aaaa", "bbbb");
    assertThat(texts(await(log.read(FACTS, 2, 10, 1000)))).containsExactly("cccc", "dddd");
    assertThat(texts(await(log.read(FACTS, 1, 10, 1)))).containsExactly("bbbb");
    List<StoredRecord> last = await(log.read(FACTS, 3, 1, 1));
    assertThat(last.get(0).offset()).isEqualTo(3);
    assertThat(await(log.read(FACTS, 4, 10, 1000))).isEmpty();
    assertThat(await(log.read(MESSAGES, 0, 10, 1000))).isEmpty();
  }

  @Test
  void bigRecordsAndBigBatchesComeBackAsTheyWere() {
    long epoch = claim();
    String big = "x".repeat(300_000);
    String[] many = IntStream.range(0, 3000).mapToObj(i -> "record-" + i).toArray(String[]::new);
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, big), at(MESSAGES, 0, many)), false));
    assertThat(texts(await(log.read(FACTS, 0, 1, 1)))).containsExactly(big);
    assertThat(texts(await(log.read(MESSAGES, 0, 5000, 1 << 20)))).containsExactly(many);
    assertThat(texts(await(log.read(MESSAGES, 2999, 1, 1)))).containsExactly("record-2999");
  }

  @Test
  void offsetAtFindsTheFirstRecordAtOrAfterATime() {
    long epoch = claim();
    StreamAppend early = new StreamAppend(FACTS, 0, 100, records("a", "b"));
    StreamAppend late = new StreamAppend(FACTS, 2, 200, records("c"));
    await(log.append(1, epoch, 1, List.of(early), false));
    await(log.append(1, epoch, 2, List.of(late), false));
    assertThat(await(log.offsetAt(FACTS, 0))).isZero();
    assertThat(await(log.offsetAt(FACTS, 100))).isZero();
    assertThat(await(log.offsetAt(FACTS, 101))).isEqualTo(2);
    assertThat(await(log.offsetAt(FACTS, 201))).isEqualTo(3);
    assertThat(await(log.offsetAt(MESSAGES, 0))).isZero();
  }

  @Test
  void trimmedRecordsAreGone() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(MESSAGES, 0, "a", "b", "c")), false));
    await(log.trim(1, epoch, MESSAGES, 2));
    assertThat(await(log.first(MESSAGES))).isEqualTo(2);
    refused(TRIMMED, log.read(MESSAGES, 1, 10, 1000));
    assertThat(texts(await(log.read(MESSAGES, 2, 10, 1000)))).containsExactly("c");
    assertThat(await(log.offsetAt(MESSAGES, 0))).isEqualTo(2);
    await(log.trim(1, epoch, MESSAGES, 1));
    assertThat(await(log.first(MESSAGES))).isEqualTo(2);
    await(log.trim(1, epoch, MESSAGES, 3));
    assertThat(await(log.read(MESSAGES, 3, 10, 1000))).isEmpty();
  }

  // --- following ---

  @Test
  void g6_aFollowerGetsWhatIsThereAndWhatComesWithinItsCredit() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a", "b", "c")), false));
    RecordingFollower follower = new RecordingFollower();
    Follower.Handle handle = await(log.follow(FACTS, 1, follower));

    handle.request(1);
    eventually(() -> assertThat(follower.texts()).containsExactly("b"));
    handle.request(100);
    eventually(() -> assertThat(follower.texts()).containsExactly("b", "c"));
    await(log.append(1, epoch, 2, List.of(at(FACTS, 3, "d")), false));
    eventually(() -> assertThat(follower.offsets()).containsExactly(1L, 2L, 3L));
    assertThat(follower.contexts()).hasSize(1);
    handle.close();
  }

  @Test
  void aFollowerRunsOnTheContextItWasStartedOnAndMissesNothing() {
    long epoch = claim();
    Context context = vertx.getOrCreateContext();
    RecordingFollower follower = new RecordingFollower();
    Promise<Follower.Handle> started = Promise.promise();
    context.runOnContext(
        ignored ->
            log.follow(FACTS, 0, follower)
                .onSuccess(handle -> handle.request(1_000_000))
                .onComplete(started));
    await(started.future());
    for (int i = 0; i < 300; i++) {
      Future<Void> appended = log.append(1, epoch, i + 1, List.of(at(FACTS, i, "r")), false);
      if (i % 50 == 0) {
        await(appended);
      }
    }
    eventually(
        () -> assertThat(follower.offsets()).isEqualTo(LongStream.range(0, 300).boxed().toList()));
    assertThat(follower.contexts()).containsExactly(context);
  }

  @Test
  void aClosedFollowerHearsNothingMore() {
    long epoch = claim();
    RecordingFollower closed = new RecordingFollower();
    RecordingFollower open = new RecordingFollower();
    Follower.Handle handle = await(log.follow(FACTS, 0, closed));
    handle.request(10);
    await(log.follow(FACTS, 0, open)).request(10);
    handle.close();
    handle.close();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a")), false));
    eventually(() -> assertThat(open.texts()).containsExactly("a"));
    assertThat(closed.texts()).isEmpty();
    assertThat(closed.errors()).isEmpty();
  }

  @Test
  void aFollowerThatWasOvertakenByATrimIsToldOnce() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(MESSAGES, 0, "a", "b")), false));
    RecordingFollower follower = new RecordingFollower();
    Follower.Handle handle = await(log.follow(MESSAGES, 0, follower));
    await(log.trim(1, epoch, MESSAGES, 1));
    handle.request(10);
    eventually(() -> assertThat(follower.errors()).hasSize(1));
    handle.request(10);
    assertThat(((LogException) follower.errors().get(0)).kind()).isEqualTo(TRIMMED);
    assertThat(follower.texts()).isEmpty();
    refused(TRIMMED, log.follow(MESSAGES, 0, new RecordingFollower()));
  }

  // --- snapshots ---

  @Test
  void theNewestSnapshotIsLoadedAndTwoAreKept() {
    long epoch = claim();
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, "a", "b", "c")), false));
    assertThat(await(log.loadSnapshot(1))).isEmpty();
    assertThat(await(log.trimmableFacts(1))).isZero();

    await(log.saveSnapshot(epoch, snapshot(1, 1, "one")));
    assertThat(await(log.trimmableFacts(1))).isZero();
    await(log.saveSnapshot(epoch, snapshot(1, 2, "two", "", "chunks")));
    assertThat(await(log.trimmableFacts(1))).isEqualTo(1);
    badArgument("before", log.trim(1, epoch, FACTS, 2));
    await(log.trim(1, epoch, FACTS, 1));
    await(log.saveSnapshot(epoch, snapshot(1, 3, "three")));
    assertThat(await(log.trimmableFacts(1))).isEqualTo(2);

    Optional<Snapshot> newest = await(log.loadSnapshot(1));
    assertThat(newest).contains(snapshot(1, 3, "three"));
    assertThat(await(log.loadSnapshot(0))).isEmpty();
  }

  // --- 7, reopening ---

  @Test
  void g7_aClosedStoreSaysSo() {
    long epoch = claim();
    RecordingFollower follower = new RecordingFollower();
    await(log.follow(FACTS, 0, follower)).request(1);
    assertThat(log.health()).isEmpty();
    close(log);
    assertThat(log.health()).isPresent();
    refused(CLOSED, log.append(1, epoch, 1, List.of(at(FACTS, 0, "x")), true));
    refused(CLOSED, log.read(FACTS, 0, 1, 1));
    refused(CLOSED, log.claim(1, "a", TTL, SEIZE));
    eventually(() -> assertThat(follower.errors()).hasSize(1));
    log = open();
  }

  @Test
  void usageGrowsWithWhatIsStored() {
    long epoch = claim();
    long before = log.usage().usedBytes();
    String megabyte = "x".repeat(1 << 20);
    await(log.append(1, epoch, 1, List.of(at(FACTS, 0, megabyte)), false));
    assertThat(log.usage().usedBytes()).isGreaterThanOrEqualTo(before);
    assertThat(log.usage().freeBytes()).isPositive();
  }

  @Test
  void everythingIsThereAfterReopening() {
    assumeThat(survivesReopen()).isTrue();
    long epoch = claim();
    List<StreamAppend> second = List.of(at(MESSAGES, 2, "m2"), at(FACTS, 1, "f1"));
    await(log.append(1, epoch, 1, List.of(at(MESSAGES, 0, "m0", "m1"), at(FACTS, 0, "f0")), false));
    await(log.append(1, epoch, 2, second, false));
    await(log.trim(1, epoch, MESSAGES, 1));
    await(log.saveSnapshot(epoch, snapshot(1, 1, "state")));

    reopen();

    assertThat(log.durability()).isNotEqualTo(Durability.MEMORY);
    assertThat(await(log.first(MESSAGES))).isEqualTo(1);
    refused(TRIMMED, log.read(MESSAGES, 0, 10, 1000));
    assertThat(texts(await(log.read(MESSAGES, 1, 10, 1000)))).containsExactly("m1", "m2");
    assertThat(await(log.offsetAt(MESSAGES, 1002))).isEqualTo(2);
    assertThat(await(log.loadSnapshot(1))).contains(snapshot(1, 1, "state"));
    await(log.append(1, epoch, 2, second, false));
    Claim claimed = await(log.claim(1, "b", TTL, IF_FREE));
    assertThat(claimed.epoch()).isGreaterThan(epoch);
    assertThat(claimed.factsEnd()).isEqualTo(2);
    await(log.append(1, claimed.epoch(), 1, List.of(at(MESSAGES, 3, "m3")), false));
    assertThat(texts(await(log.read(MESSAGES, 2, 10, 1000)))).containsExactly("m2", "m3");
  }
}
