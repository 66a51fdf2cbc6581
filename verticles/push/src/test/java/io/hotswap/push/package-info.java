/** Tests of the whole plugin. */
package io.hotswap.push;
