/** Tests of the net package. */
package io.hotswap.push.net;
