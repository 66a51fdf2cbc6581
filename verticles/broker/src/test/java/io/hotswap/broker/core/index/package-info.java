/** Tests of the indexes against plain collections. */
package io.hotswap.broker.core.index;
