package io.hotswap.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.log.Snapshot;
import io.hotswap.contracts.log.StoredRecord;
import io.hotswap.contracts.log.StreamAppend;
import io.hotswap.contracts.log.StreamId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Short ways to say in a test what goes into a log and what comes out. */
public final class LogFixtures {
  private static final int WAIT_SECONDS = 30;

  private LogFixtures() {}

  /** The result; a failure is thrown as it is. Not for event loops. */
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed.getCause());
    } catch (InterruptedException | TimeoutException failed) {
      throw new AssertionError("no answer within " + WAIT_SECONDS + " s", failed);
    }
  }

  /** Asserts that the future fails with this kind. */
  public static void refused(LogException.Kind kind, Future<?> future) {
    assertThatThrownBy(() -> await(future))
        .isInstanceOfSatisfying(
            LogException.class, failed -> assertThat(failed.kind()).isEqualTo(kind));
  }

  /** Asserts that the future fails because an argument is out of bounds, naming it. */
  public static void badArgument(String name, Future<?> future) {
    assertThatThrownBy(() -> await(future))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": ")
        .hasMessageContaining("(expected: ");
  }

  public static Records records(String... texts) {
    return Records.copyOf(
        Stream.of(texts).map(t -> ByteBuffer.wrap(t.getBytes(StandardCharsets.UTF_8))).toList());
  }

  /** An append at time 1000 + offset. */
  public static StreamAppend at(StreamId stream, long offset, String... texts) {
    return new StreamAppend(stream, offset, 1000 + offset, records(texts));
  }

  public static List<String> texts(List<StoredRecord> records) {
    return records.stream().map(LogFixtures::text).toList();
  }

  public static String text(StoredRecord record) {
    return StandardCharsets.UTF_8.decode(record.bytes().duplicate()).toString();
  }

  public static Snapshot snapshot(int shard, long position, String... chunks) {
    return new Snapshot(shard, position, 1, Stream.of(chunks).map(Buffer::buffer).toList());
  }
}
