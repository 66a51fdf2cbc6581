package io.hotswap.simulation.world;

import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.log.LogStore;
import io.vertx.core.json.JsonObject;
import java.time.Clock;

/**
 * All that a version has around it.
 *
 * @param name its own
 * @param clustered whether it is on a node of its own, which others may fence
 * @param network the way to the shards, wherever they are
 */
public record Host(
    String name,
    boolean clustered,
    Agenda agenda,
    Clock clock,
    SimContext.Running running,
    LogStore store,
    ShardPort network,
    JsonObject config) {}
