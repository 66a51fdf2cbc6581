package io.hotswap.contracts.broker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.Delivery;
import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.broker.ShardCommand;
import io.hotswap.contracts.broker.ShardReply;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import io.hotswap.contracts.message.MessageId;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShardWireTest {
  private static final int SAMPLES = 100;
  private static final int DAMAGES = 500;

  static List<Class<?>> all() {
    return Stream.of(ShardCommand.class, ShardReply.class)
        .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
        .<Class<?>>map(type -> type)
        .toList();
  }

  private static Buffer encoded(Object message) {
    return message instanceof ShardCommand command
        ? ShardWire.encode(command)
        : ShardWire.encode((ShardReply) message);
  }

  private static Object read(Class<?> type, Buffer bytes) {
    return ShardCommand.class.isAssignableFrom(type)
        ? ShardWire.command(bytes)
        : ShardWire.reply(bytes);
  }

  @Test
  void everyCommandAndReplyHasOneNumber() {
    List<Class<?>> types = new ArrayList<>(all());
    types.add(ProblemFields.class);
    assertThat(Kinds.ALL)
        .map(kind -> (Object) kind.type())
        .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(types));
    assertThat(Kinds.ALL)
        .map(Kind::number)
        .doesNotHaveDuplicates()
        .allMatch(n -> n >= 1 && n <= 255);
  }

  @ParameterizedTest
  @MethodSource("all")
  void readsWhatItWrites(Class<?> type) {
    for (long seed = 0; seed < SAMPLES; seed++) {
      Object message = new Samples(seed).of(type);
      Object again = read(type, encoded(message));
      assertThat(Seen.of(again)).as("seed %d", seed).isEqualTo(Seen.of(message));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesWhatIsCutShortOrGoesOn(Class<?> type) {
    for (long seed = 0; seed < 3; seed++) {
      Buffer whole = encoded(new Samples(seed).of(type));
      for (int length = 0; length < whole.length(); length++) {
        String refusal = refusal(type, whole.getBuffer(0, length));
        if (refusal == null || !refusal.contains("(expected: ")) {
          fail("seed %d, %d of %d bytes: %s", seed, length, whole.length(), refusal);
        }
      }
      Buffer longer = whole.copy().appendByte((byte) 1);
      assertThatIllegalArgumentException().isThrownBy(() -> read(type, longer));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void damageIsAnIllegalArgumentOrAnotherMessage(Class<?> type) {
    Random random = new Random(6);
    for (int i = 0; i < DAMAGES; i++) {
      byte[] bytes = encoded(new Samples(i % SAMPLES).of(type)).getBytes();
      if (bytes.length > 2 && random.nextBoolean()) {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
        }
      } else {
        byte[] noise = new byte[2 + random.nextInt(200)];
        random.nextBytes(noise);
        noise[0] = bytes[0];
        noise[1] = bytes[1];
        bytes = noise;
      }
      String refusal = refusal(type, Buffer.buffer(bytes));
      if (refusal != null) {
        assertThat(refusal).isNotBlank();
      }
    }
  }

  /** Null if it was read. */
  private static String refusal(Class<?> type, Buffer bytes) {
    try {
      assertThat(read(type, bytes)).isInstanceOf(type);
      return null;
    } catch (IllegalArgumentException refused) {
      return refused.getMessage();
    } catch (RuntimeException | Error other) {
      return fail("bytes " + Arrays.toString(bytes.getBytes()), other);
    }
  }

  @Test
  void namesTheFormatAndTheKindItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(Buffer.buffer(new byte[] {2, 1})))
        .withMessage("format: 2 (expected: 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(Buffer.buffer()))
        .withMessage("format: none (expected: 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(Buffer.buffer(new byte[] {1, (byte) 200})))
        .withMessage("kind: 200 (expected: one of a ShardCommand)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(ShardWire.encode(new ShardReply.Done())))
        .withMessage("kind: 128 (expected: one of a ShardCommand)");
  }

  @Test
  void aCountThatNobodyWroteTakesNoMemory() {
    Buffer settle =
        ShardWire.encode(new ShardCommand.Settle(1, 2, List.of())).setInt(14, Integer.MAX_VALUE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(settle))
        .withMessage("ShardCommand.Settle.settlements: 2147483647 of them (expected: 0..0)");
    Records one = Records.copyOf(List.of(ByteBuffer.wrap(new byte[] {1})));
    Buffer publish =
        ShardWire.encode(new ShardCommand.Publish(1, 2, one)).setInt(14, Integer.MAX_VALUE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShardWire.command(publish))
        .withMessageContaining("records: 1 (expected: 2147483647)");
  }

  @Test
  void carriesTheLargestBatch() {
    byte[] payload = new byte[Limits.BATCH_BYTES_MAX / Limits.BATCH_MESSAGES_MAX];
    new Random(1).nextBytes(payload);
    Records batch =
        Records.copyOf(Collections.nCopies(Limits.BATCH_MESSAGES_MAX, ByteBuffer.wrap(payload)));
    ShardCommand.Publish publish = new ShardCommand.Publish(1, 2, batch);
    assertThat(Seen.of(ShardWire.command(ShardWire.encode(publish)))).isEqualTo(Seen.of(publish));
  }

  @Test
  void whatIsReadIsNoPartOfTheBufferItWasReadFrom() {
    Records one = Records.copyOf(List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    Buffer bytes = ShardWire.encode(new ShardCommand.Publish(1, 2, one));
    ShardCommand.Publish read = (ShardCommand.Publish) ShardWire.command(bytes);
    bytes.setBytes(0, new byte[bytes.length()]);
    assertThat(read.messages().get(0)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  @Test
  void placesOfARunStayOne() {
    PublishedRun run = new PublishedRun(9, 1, 100, 1000, 5, Durability.OS);
    ShardReply.Stored stored = new ShardReply.Stored(100, 1000, 5, Durability.OS, run);
    Buffer bytes = ShardWire.encode(stored);
    assertThat(bytes.length()).isLessThan(64);
    List<Published> each = ((ShardReply.Stored) ShardWire.reply(bytes)).each();
    assertThat(each).isInstanceOf(PublishedRun.class).isEqualTo(run);

    PublishedRun none = new PublishedRun(9, 1, 100, 0, 5, Durability.OS);
    ShardReply.Resolved resolved = new ShardReply.Resolved(List.of(none, List.of()));
    assertThat(ShardWire.reply(ShardWire.encode(resolved))).isEqualTo(resolved);
  }

  @Test
  void deliveriesGivenOneByOneCome() {
    ByteBuffer record = ByteBuffer.wrap(new byte[] {7});
    Delivery one = new Delivery(new MessageId(9, 1, 5), 9, 1, 5, null, 1, 0, record);
    ShardReply.Leased leased = new ShardReply.Leased(List.of(one, one), true);
    ShardReply.Leased again = (ShardReply.Leased) ShardWire.reply(ShardWire.encode(leased));
    assertThat(again).isEqualTo(leased);
    assertThat(again.runs()).hasSize(2);
    ShardReply.Leased none = new ShardReply.Leased(Deliveries.NONE);
    assertThat(ShardWire.reply(ShardWire.encode(none))).isEqualTo(none);
  }
}
