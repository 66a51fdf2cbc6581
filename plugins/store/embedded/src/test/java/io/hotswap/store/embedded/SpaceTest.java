package io.hotswap.store.embedded;

import static io.hotswap.contracts.log.LogException.Kind.FENCED;
import static io.hotswap.testkit.log.LogFixtures.at;
import static io.hotswap.testkit.log.LogFixtures.await;
import static io.hotswap.testkit.log.LogFixtures.badArgument;
import static io.hotswap.testkit.log.LogFixtures.refused;
import static io.hotswap.testkit.time.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.log.StreamId;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Segments come, are emptied and go. */
class SpaceTest extends EmbeddedTest {
  private static final StreamId KEPT = StreamId.messages(0, 9, 0);
  private static final int ROUNDS = 100;

  private long fill() {
    config = TestLog.config(2, 16 << 10, new JsonObject().put("tail-cache", 0));
    open();
    long epoch = claim();
    for (int i = 0; i < ROUNDS; i++) {
      String big = "b".repeat(1000) + i;
      List<io.hotswap.contracts.log.StreamAppend> both =
          i % 10 == 0
              ? List.of(at(MESSAGES, i, big), at(KEPT, i / 10, "kept-" + i / 10))
              : List.of(at(MESSAGES, i, big));
      await(log.append(0, epoch, i + 1, both, false));
    }
    return epoch;
  }

  private void checkKept() {
    assertThat(all(KEPT))
        .containsExactly(
            "kept-0", "kept-1", "kept-2", "kept-3", "kept-4", "kept-5", "kept-6", "kept-7",
            "kept-8", "kept-9");
  }

  @Test
  void manySegmentsReadBackBeforeAndAfterReopening() throws Exception {
    fill();
    assertThat(segmentFiles()).hasSizeGreaterThan(5);
    assertThat(all(MESSAGES)).hasSize(ROUNDS).last().asString().endsWith("b99");
    reopen();
    assertThat(all(MESSAGES)).hasSize(ROUNDS).last().asString().endsWith("b99");
    assertThat(await(log.offsetAt(MESSAGES, 1050))).isEqualTo(50);
    checkKept();
  }

  @Test
  void deadSegmentsGoAndSurvivorsMove() throws Exception {
    long epoch = fill();
    int before = segmentFiles().size();
    await(log.trim(0, epoch, MESSAGES, ROUNDS));
    eventually(() -> assertThat(segmentFiles().size()).isLessThanOrEqualTo(3));
    assertThat(before).isGreaterThan(5);
    checkKept();
    assertThat(all(MESSAGES)).isEmpty();

    reopen();
    checkKept();
    assertThat(await(log.first(MESSAGES))).isEqualTo(ROUNDS);
    assertThat(await(log.end(MESSAGES))).isEqualTo(ROUNDS);
    long next = claim();
    assertThat(next).isGreaterThan(epoch);
    append(next, 1, MESSAGES, ROUNDS, "goes on");
    append(next, 2, KEPT, 10, "kept-10");
    reopen();
    assertThat(all(MESSAGES)).containsExactly("goes on");
    assertThat(all(KEPT)).hasSize(11);
  }

  /** The writer may be faster than the caller that queued the trim. */
  @Test
  void aTrimFreesSpaceBeforeItsCallerGoesOn() {
    Map<Integer, Long> died = new HashMap<>();
    StreamLog stream =
        new StreamLog(
            MESSAGES,
            new SparseIndex.Liveness() {
              @Override
              public void stored(int segment, long bytes) {}

              @Override
              public void died(int segment, long bytes) {
                died.merge(segment, bytes, Long::sum);
              }
            });
    Layout.Entry entry =
        new Layout.Entry(100, Layout.APPENDED, MESSAGES, 0, 1, 1, 1, 5, 0, Packing.Form.PLAIN);
    stream.stored(entry, 1, 64);
    new TrimWrite(vertx.getOrCreateContext(), stream, 1, 5).committed(2, 64);
    assertThat(stream.first()).isEqualTo(5);
    assertThat(died).containsExactly(Map.entry(1, (long) entry.paddedLength()));
  }

  @Test
  void segmentsThatCannotBeDroppedStayUntilTheyCan() throws Exception {
    long epoch = fill();
    int before = segmentFiles().size();
    disk.noNewFiles = true;
    await(log.trim(0, epoch, MESSAGES, ROUNDS));
    eventually(() -> assertThat(disk.refusedFiles.get()).isGreaterThan(2 * before));
    // One more if the spare was being made just then.
    assertThat(segmentFiles().size()).isBetween(before, before + 1);
    checkKept();
    disk.noNewFiles = false;
    eventually(() -> assertThat(segmentFiles().size()).isLessThanOrEqualTo(3));
    eventually(() -> assertThat(log.usage().usedBytes()).isLessThanOrEqualTo(3 * (16 << 10)));
    checkKept();
    reopen();
    checkKept();
  }

  /** Its last record is the last of its run; nothing else is known of what it was. */
  @Test
  void aTrimKeepsTheLastRecordOfARunAndTheEndOfAnEmptyStream() throws Exception {
    config = TestLog.config(2, 4 << 10, new JsonObject().put("tail-cache", 0));
    open();
    long epoch = claim();
    append(epoch, 1, MESSAGES, 0, "a", "b");
    append(epoch, 2, MESSAGES, 2, "c");
    int kept = 0;
    for (; kept < 6; kept++) {
      append(epoch, 3 + kept, KEPT, kept, "k".repeat(1000));
    }
    append(epoch, 3 + kept, MESSAGES, 3, "d");
    await(log.trim(0, epoch, MESSAGES, 2));
    assertThat(all(MESSAGES)).containsExactly("c", "d");
    await(log.trim(0, epoch, MESSAGES, 4));
    java.nio.file.Path last = segmentFiles().get(segmentFiles().size() - 1);
    for (; kept < 80; kept++) {
      append(epoch, 4 + kept, KEPT, kept, "k".repeat(900) + kept * 7919);
    }
    await(log.trim(0, epoch, KEPT, kept));
    eventually(() -> assertThat(last).doesNotExist());
    reopen();
    assertThat(await(log.first(MESSAGES))).isEqualTo(4);
    assertThat(await(log.end(MESSAGES))).isEqualTo(4);
    assertThat(await(log.end(KEPT))).isEqualTo(kept);
  }

  @Test
  void aForgottenStreamTakesNothingAnyMore() throws Exception {
    long epoch = fill();
    int before = segmentFiles().size();
    await(log.forget(0, epoch, MESSAGES));
    await(log.forget(0, epoch, MESSAGES));
    await(log.forget(0, epoch, StreamId.messages(0, 99, 0)));
    badArgument("stream", log.forget(0, epoch, FACTS));
    refused(FENCED, log.forget(0, epoch - 1, KEPT));
    eventually(() -> assertThat(segmentFiles().size()).isLessThan(before / 2));
    checkKept();
    reopen();
    checkKept();
    assertThat(await(log.end(MESSAGES))).isZero();
  }

  /** Whatever a segment has to begin with, there is room behind it. */
  @Test
  void thousandsOfStreamsDoNotFillTheSegments() throws Exception {
    config = TestLog.config(2, 4 << 10);
    open();
    long epoch = claim();
    for (int i = 0; i < 1000; i++) {
      await(
          log.append(
              0, epoch, i + 1, List.of(at(StreamId.messages(0, 1001 + i, 0), 0, "x")), true));
    }
    int before = segmentFiles().size();
    for (int i = 0; i < 300; i++) {
      await(log.append(0, epoch, 1001 + i, List.of(at(KEPT, i, "y".repeat(600))), true));
    }
    assertThat(segmentFiles().size() - before).isLessThan(5);
    reopen();
    assertThat(await(log.end(KEPT))).isEqualTo(300);
    assertThat(await(log.end(StreamId.messages(0, 2000, 0)))).isOne();
  }

  @Test
  void anAppendOfMoreThanHalfASegmentIsRefused() {
    open();
    long epoch = claim();
    badArgument(
        "appends", log.append(0, epoch, 1, List.of(at(MESSAGES, 0, "x".repeat(9000))), true));
  }
}
