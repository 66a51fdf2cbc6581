package io.hotswap.contracts.admin;

import java.util.List;

/**
 * A plugin as the REST contract shows it.
 *
 * @param active version that serves, or null
 * @param state of the active version
 * @param classLoadersAlive of all its versions, the retired ones not yet collected included
 */
public record PluginView(
    String id,
    String kind,
    String active,
    String state,
    List<Version> versions,
    List<Port> ports,
    int classLoadersAlive,
    int writeLevel,
    boolean finalized) {

  /**
   * A version on disk, running or not.
   *
   * @param state {@code INSTALLED} when not loaded, else its lifecycle state
   * @param digest lower-case hex SHA-256 of the jar
   * @param contract the range it needs
   */
  public record Version(
      String version, String state, String digest, String contract, String installedAt) {}

  public record Port(String name, long inFlight, boolean paused, List<Target> targets) {}

  public record Target(String version, int weight) {}
}
