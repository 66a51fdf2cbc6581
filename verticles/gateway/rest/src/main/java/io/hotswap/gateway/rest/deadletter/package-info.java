/** Dead letters: listed, and brought back to the groups they failed in. */
package io.hotswap.gateway.rest.deadletter;
