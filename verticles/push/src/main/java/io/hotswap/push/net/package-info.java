/**
 * Where requests may go. An endpoint's name is resolved here, every address is checked, and the
 * connection is made to a checked address, so that a second resolution cannot lead elsewhere.
 */
package io.hotswap.push.net;
