package io.hotswap.contracts.door;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Settlement.FailureClass;
import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.log.Records;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is said over a door. Requests carry a number that their answer repeats; the client chooses
 * them and the gateway does not look at them.
 */
public sealed interface DoorFrame {

  /** Client: stores these, all or none in each partition; answered by Confirmed or Refused. */
  record Publish(int request, String topic, Records records) implements DoorFrame {}

  /**
   * Client: the same, with the records packed.
   *
   * @param size of the records in bytes, unpacked; nobody has looked at it
   * @param block one LZ4 block, in an array
   */
  record PackedPublish(int request, String topic, int size, ByteBuffer block)
      implements DoorFrame {}

  /**
   * Client: may be sent so many messages more.
   *
   * @param messages at least 1
   */
  record Credit(int messages) implements DoorFrame {}

  /**
   * Client: what is to become of leases; answered by Settled or Refused.
   *
   * @param delayMillis as in a {@link Settlement}
   * @param reason of a nack, empty for none
   */
  record Settle(
      int request,
      Settlement.Kind kind,
      FailureClass failureClass,
      long delayMillis,
      String reason,
      LeaseRun run)
      implements DoorFrame {

    public static Settle ack(int request, LeaseRun run) {
      return new Settle(request, Settlement.Kind.ACK, FailureClass.Retryable, -1, "", run);
    }
  }

  /**
   * Gateway, first: what the door is open for.
   *
   * @param topicUid of the subscription's topic, 0 without a subscription
   */
  record Welcome(long topicUid) implements DoorFrame {}

  /** Gateway: a publish is durable at this level. */
  record Confirmed(
      int request,
      long topicUid,
      long publishedAtMillis,
      Durability durability,
      List<Stored> stored)
      implements DoorFrame {

    /** Consecutive messages of a batch that have consecutive offsets in one partition. */
    public record Stored(int partition, long offset, int count, boolean duplicate) {}
  }

  /**
   * Gateway: a request changed nothing, unless the problem's code is {@code OutcomeUnknown}.
   *
   * @param problem a JSON document after RFC 9457
   */
  record Refused(int request, String problem) implements DoorFrame {}

  /**
   * Gateway: each lease of a run was settled, or was not current any more.
   *
   * @param done how many were, now or by an earlier request that said the same
   * @param problem why the first of the others was not, as a JSON document; empty if all were
   */
  record Settled(int request, int done, String problem) implements DoorFrame {}

  /**
   * Gateway: messages for the subscription.
   *
   * @param attempt 1 for the first delivery
   * @param deadlineMillis UTC milliseconds until which the leases hold, 0 without leases
   */
  record Deliver(LeaseRun run, int attempt, long deadlineMillis, Records records)
      implements DoorFrame {}

  /**
   * Gateway, to clients that asked for it: messages as they were packed by their publisher.
   *
   * @param publishedAtMillis of each of them, which is not what their records say
   * @param size of the records in bytes, unpacked; nobody has looked at it
   * @param block one LZ4 block, in an array
   */
  record PackedDeliver(
      LeaseRun run,
      int attempt,
      long deadlineMillis,
      long publishedAtMillis,
      int size,
      ByteBuffer block)
      implements DoorFrame {}

  /**
   * Gateway, last: why the door closes.
   *
   * @param problem a JSON document after RFC 9457
   */
  record Closing(String problem) implements DoorFrame {}
}
