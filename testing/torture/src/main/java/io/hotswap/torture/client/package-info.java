/**
 * The clients of a torture, in a process of their own: {@link io.hotswap.torture.client.Clients}
 * runs every {@link io.hotswap.torture.client.Workload}, writes what each saw as a history, and
 * says once in a while how far it is. {@link io.hotswap.torture.client.ClientProcess} is the other
 * end.
 */
package io.hotswap.torture.client;
