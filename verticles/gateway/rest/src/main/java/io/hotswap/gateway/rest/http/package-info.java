/** One request and its answer: checked parameters, bodies and rights in, JSON and problems out. */
package io.hotswap.gateway.rest.http;
