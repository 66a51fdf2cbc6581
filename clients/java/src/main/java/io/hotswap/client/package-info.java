/**
 * Java client: publishers and subscribers that speak the streaming door over one WebSocket each,
 * batch by themselves, come back by themselves and never ask twice what must not be asked twice.
 * Start at {@link io.hotswap.client.HotSwapClient}.
 */
package io.hotswap.client;
