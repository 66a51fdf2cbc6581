/**
 * Requests to endpoints. A {@code Parcel} is what one request carries, a {@code Sender} makes the
 * request and says what became of it: {@code WebSender} by HTTP, {@code BusSender} over the event
 * bus.
 */
package io.hotswap.push.send;
