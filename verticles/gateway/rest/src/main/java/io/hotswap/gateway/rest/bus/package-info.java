/**
 * The same operations for event-bus clients: a message becomes an exchange that looks like a
 * request of HTTP, so handlers, rights and problems are the same.
 */
package io.hotswap.gateway.rest.bus;
