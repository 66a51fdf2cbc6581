package io.hotswap.store.postgres;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the log needs of its surroundings.
 *
 * @param home where it talks to the server, and where followers of callers without a context run
 * @param clock for what people read
 */
public record Setting(
    PostgresConfig config,
    Vertx vertx,
    Context home,
    Clock clock,
    LongSupplier nanos,
    RandomGenerator random) {}
