/**
 * Pure policies called on a shard's thread. The shard keeps all state; outcomes are in its facts.
 */
package io.hotswap.contracts.policy;
