package io.hotswap.contracts.admin;

/**
 * The node's own figures.
 *
 * @param cpu share of the machine used by this process, 0..1, or -1 if not known
 * @param memoryBytes heap in use
 * @param diskBytes used by the store
 */
public record NodeView(
    String id,
    String address,
    String state,
    String version,
    String profile,
    double cpu,
    long memoryBytes,
    long diskBytes,
    long uptimeMillis) {}
