/** Tests of the core package. */
package io.hotswap.push.core;
