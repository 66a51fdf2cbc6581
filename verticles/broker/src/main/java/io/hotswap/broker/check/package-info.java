/** The broker's proof of itself before it may take over: a scripted life on a private log. */
package io.hotswap.broker.check;
