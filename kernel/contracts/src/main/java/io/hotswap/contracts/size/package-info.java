/** Sizes in bytes as users write them. */
package io.hotswap.contracts.size;
