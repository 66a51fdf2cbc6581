package io.hotswap.push.pump;

import io.hotswap.contracts.broker.BrokerPort;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.push.core.Journal;
import io.hotswap.push.send.Sender;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What all pumps share.
 *
 * @param ticker milliseconds that only go forward, for waits
 */
record Surroundings(
    Vertx vertx,
    BrokerPort broker,
    Signals signals,
    Clock clock,
    LongSupplier ticker,
    Sender web,
    Sender bus,
    Budget budget,
    Journal.Space journals,
    PushMeters meters,
    Limits limits) {}
