/**
 * What a queue is, in sets and maps: a second, naive fold over the durable facts that says of each
 * whether it may be, and what clients were told, held against it.
 */
package io.hotswap.simulation.model;
