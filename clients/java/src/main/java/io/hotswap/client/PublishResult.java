package io.hotswap.client;

import io.hotswap.contracts.log.Durability;
import io.hotswap.contracts.message.MessageId;

/**
 * A message that is stored.
 *
 * @param messageId how every door calls it
 * @param publishedAtMillis UTC milliseconds, of its batch
 * @param duplicate whether it was stored before, under the same idempotency key
 * @param durability what it survives
 */
public record PublishResult(
    MessageId messageId, long publishedAtMillis, boolean duplicate, Durability durability) {}
