/** Load generators that treat a node as a stranger would: over its REST door only. */
package io.hotswap.bench;
