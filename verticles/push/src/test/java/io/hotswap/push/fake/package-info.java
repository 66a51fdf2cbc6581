/** A broker and a kernel small enough to see through. */
package io.hotswap.push.fake;
