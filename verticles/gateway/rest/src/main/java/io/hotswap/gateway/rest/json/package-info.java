/**
 * JSON in and out: strict streaming readers that collect what is wrong by JSON pointer, and a
 * writer into heap buffers.
 */
package io.hotswap.gateway.rest.json;
