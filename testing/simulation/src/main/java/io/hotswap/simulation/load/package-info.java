/** Who works with the broker: producers, consumers and an operator, all without any patience. */
package io.hotswap.simulation.load;
