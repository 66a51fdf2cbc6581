package io.hotswap.contracts.broker;

import io.hotswap.contracts.message.Receipt;
import java.nio.ByteBuffer;

/**
 * One message handed to a consumer under a lease.
 *
 * @param attempt 1 for the first delivery
 * @param deadlineMillis UTC milliseconds until which the lease holds
 * @param record in the layout of {@code Message}; a view nobody writes
 */
public record Delivery(
    long topicUid,
    int partition,
    long offset,
    Receipt receipt,
    int attempt,
    long deadlineMillis,
    ByteBuffer record) {}
