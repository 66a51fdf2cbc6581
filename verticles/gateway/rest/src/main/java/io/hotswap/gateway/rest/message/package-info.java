/** Topics and messages: decoding of what is published and settled, and what the broker answers. */
package io.hotswap.gateway.rest.message;
