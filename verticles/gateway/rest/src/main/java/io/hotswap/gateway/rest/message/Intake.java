package io.hotswap.gateway.rest.message;

/**
 * What messages that come in take from their request.
 *
 * @param producerId of messages that name none
 * @param nowMillis from which delays count
 * @param payloadBytesMax bytes of a payload
 */
record Intake(String producerId, long nowMillis, int payloadBytesMax) {}
