package io.hotswap.bench.compare.report;

/**
 * Speed, and what it took.
 *
 * @param messagesPerSecond received
 * @param brokerCpuPerMillion processor seconds of the broker's processes for a million messages
 *     received; negative if there is no process
 * @param clientCpuPerMillion likewise, of this process
 * @param brokerCores processors that the broker used on average
 */
public record Cost(
    double seconds,
    double messagesPerSecond,
    double confirmsPerSecond,
    double brokerCpuPerMillion,
    double clientCpuPerMillion,
    double brokerCores,
    double brokerResidentMiB) {}
