package io.hotswap.contracts.broker;

import io.hotswap.contracts.log.Durability;

/** Where one message of a publish ended up. */
public record Published(
    long topicUid,
    int partition,
    long offset,
    long publishedAtMillis,
    boolean duplicate,
    Durability durability) {}
