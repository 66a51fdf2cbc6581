/** Stand-ins for what the gateway talks to, which remember what they were asked. */
package io.hotswap.gateway.rest.fake;
