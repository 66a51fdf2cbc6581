package io.hotswap.bench.compare.report;

/**
 * Speed, and what it took.
 *
 * @param messagesPerSecond received; confirmed, if nothing was to be received
 * @param brokerCpuPerMillion processor seconds of the broker's processes for a million messages
 *     received; negative if there is no process, or nothing was received
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
