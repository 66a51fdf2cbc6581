/**
 * Commands to facts. {@link io.hotswap.broker.core.decide.Decider} holds the state, stamps times
 * and applies what it decides at once; its {@link io.hotswap.broker.core.decide.Outbox} is what
 * must reach the log before anybody hears of it.
 */
package io.hotswap.broker.core.decide;
