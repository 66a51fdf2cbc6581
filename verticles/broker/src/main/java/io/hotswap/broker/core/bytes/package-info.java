/** Compact binary writing and reading, and immutable lists of numbers. */
package io.hotswap.broker.core.bytes;
