/**
 * Pulls, sends, settles. {@code Pumps} keeps one {@code Pump} for each push subscription; all of
 * them run on one context and share one {@code Budget}, so that nothing here needs a lock. A pump
 * that waits for its endpoint holds neither a request nor a lease.
 */
package io.hotswap.push.pump;
