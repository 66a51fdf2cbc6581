/** Tests of the send package. */
package io.hotswap.push.send;
