package io.hotswap.push.send;

/**
 * Bounds of requests by HTTP.
 *
 * @param connectionsPerEndpointMax to one address of an endpoint
 * @param connectionsMax kept open while nothing is sent on them, over all endpoints
 * @param keepAliveMillis how long one is kept open
 * @param connectMillis for connecting to one address
 * @param retryAfterMillisMax longest wait that an endpoint may ask for
 * @param responseBytesMax read of an answer's body before the connection is given up
 * @param headerBytesMax of a message's own headers in a request
 */
public record WebLimits(
    int connectionsPerEndpointMax,
    int connectionsMax,
    long keepAliveMillis,
    long connectMillis,
    long retryAfterMillisMax,
    int responseBytesMax,
    int headerBytesMax) {}
