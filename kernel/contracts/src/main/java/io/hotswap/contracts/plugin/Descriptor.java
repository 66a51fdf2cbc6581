package io.hotswap.contracts.plugin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * {@code META-INF/hotswap/plugin.json} of a plugin jar. Private libraries of the plugin lie in the
 * jar under {@code lib/}.
 *
 * @param id path below {@code verticles/} or {@code plugins/} with dots, as {@code gateway.rest}
 * @param version semantic version
 * @param kind what sort of part it is
 * @param contracts semver range of the contracts version it needs, as {@code >=1.0.0 <2.0.0}
 * @param main class name of its {@link Plugin}
 * @param provides names of the ports it provides
 * @param drainTimeout as {@code 10s}: how long a retiring version may finish what it holds
 * @param eventLoops contexts it wants, 1..64
 * @param configSchema JSON Schema (an object schema with {@code properties}) of its configuration
 *     section
 */
public record Descriptor(
    @JsonProperty(required = true) String id,
    @JsonProperty(required = true) String version,
    @JsonProperty(required = true) Kind kind,
    @JsonProperty(required = true) String contracts,
    @JsonProperty(required = true) String main,
    @JsonProperty(required = true) List<String> provides,
    @JsonProperty(required = true) String drainTimeout,
    @JsonProperty(required = true) int eventLoops,
    @JsonProperty(required = true) Map<String, Object> configSchema) {

  /** Where a jar has it. */
  public static final String RESOURCE = "META-INF/hotswap/plugin.json";

  /** Version of this contracts jar, against which ranges are checked. */
  public static final String CONTRACTS_VERSION = "1.0.0";

  /** What swaps how; see the table in the README. */
  public enum Kind {
    /** Stateful: swapped shard by shard through {@link Shards}. */
    broker,
    /** Stateless, bound to the edge. */
    gateway,
    /** Not live for now. */
    store,
    /** A call port. */
    policy,
    /** Stateless request ports. */
    service
  }
}
