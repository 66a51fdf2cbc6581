package io.hotswap.contracts.broker;

import io.hotswap.contracts.message.MessageId;
import io.hotswap.contracts.message.Receipt;
import java.nio.ByteBuffer;

/**
 * One message handed to a consumer under a lease.
 *
 * @param id what the message is called; for one that was published with a delivery time that is not
 *     its place in the partition
 * @param receipt null when it was acked by handing it over ({@code AtMostOnce})
 * @param attempt 1 for the first delivery
 * @param deadlineMillis UTC milliseconds until which the lease holds, 0 without one
 * @param record in the layout of {@code Message}; a view nobody writes
 */
public record Delivery(
    MessageId id,
    long topicUid,
    int partition,
    long offset,
    Receipt receipt,
    int attempt,
    long deadlineMillis,
    ByteBuffer record) {}
