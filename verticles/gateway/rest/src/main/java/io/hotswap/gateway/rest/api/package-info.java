/**
 * The OpenAPI document and what is made of it: operations, routes, body schemas, the page for
 * people.
 */
package io.hotswap.gateway.rest.api;
