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
 * @param suffix of the name under which they consume: those of two nodes are two consumers
 * @param ticker milliseconds that only go forward, for waits
 */
record Surroundings(
    Vertx vertx,
    BrokerPort broker,
    Signals signals,
    String suffix,
    Clock clock,
    LongSupplier ticker,
    Sender web,
    Sender bus,
    Budget budget,
    Journal.Space journals,
    PushMeters meters,
    Limits limits) {}
