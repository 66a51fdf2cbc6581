package io.hotswap.broker.core.state;

/** Where the messages of a subscription are; the terms of the first invariant. */
public record Tally(
    long entered,
    long ready,
    long leased,
    long delayed,
    long blocked,
    long parked,
    long acked,
    long dead,
    long expired,
    long trimmed,
    long cancelled,
    long filtered) {}
