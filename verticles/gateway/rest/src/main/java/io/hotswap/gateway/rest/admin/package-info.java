/** Plugins, swaps, nodes, health and metrics: the kernel's own operations over HTTP. */
package io.hotswap.gateway.rest.admin;
