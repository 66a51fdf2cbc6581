/** What the part that pushes messages to endpoints tells about its work. */
package io.hotswap.contracts.push;
