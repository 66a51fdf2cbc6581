/** Whether the simulation holds, does the same again, and bites. */
package io.hotswap.simulation;
