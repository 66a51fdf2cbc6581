/** The kernel's own operations as gateways offer them: plugins, swaps, the node. */
package io.hotswap.contracts.admin;
