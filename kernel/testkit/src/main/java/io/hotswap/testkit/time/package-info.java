/** Time that stands still until a test moves it. */
package io.hotswap.testkit.time;
