/**
 * The REST door: contract first, without sockets.
 *
 * <p>{@code openapi.json} is the source of routes, rights and validation. An {@link
 * io.hotswap.contracts.edge.Exchange} comes in at {@link io.hotswap.gateway.rest.RestGateway},
 * finds its operation in {@link io.hotswap.gateway.rest.api.Routes}, becomes a {@link
 * io.hotswap.gateway.rest.http.Call} and goes to the one handler of that operation.
 */
package io.hotswap.gateway.rest;
