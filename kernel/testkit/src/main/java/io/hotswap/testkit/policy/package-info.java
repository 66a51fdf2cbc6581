/**
 * What every policy plugin proves. A plugin's tests extend the contract of what it provides:
 *
 * <ul>
 *   <li>{@link io.hotswap.testkit.policy.RoutingPolicyContract}: grants within bounds, pure, nobody
 *       starves;
 *   <li>{@link io.hotswap.testkit.policy.DeliveryPolicyContract}: promises that fit together, every
 *       failure ends in a retry or with a reason;
 *   <li>{@link io.hotswap.testkit.policy.DeadLetterPolicyContract}: metadata that can be read again
 *       and never gets too large;
 *   <li>{@link io.hotswap.testkit.policy.MessageFiltersContract}: the truth table of filters;
 *   <li>{@link io.hotswap.testkit.policy.PolicyPluginContract}: the main class does what the
 *       descriptor says.
 * </ul>
 *
 * <p>Random input is seeded: a failure names its case, and it fails again.
 */
package io.hotswap.testkit.policy;
