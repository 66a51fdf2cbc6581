/**
 * A node's configuration: one YAML file, expanded, checked and turned into records.
 *
 * <p>Start at {@link io.hotswap.node.config.NodeConfig}. Every key has a default, stands in {@code
 * conf/hotswap.yaml} and carries its unit in the value ({@code 30s}, {@code 64MiB}). An unknown key
 * refuses to start. {@code ${NAME:default}} in a value is replaced from the environment.
 */
package io.hotswap.node.config;
