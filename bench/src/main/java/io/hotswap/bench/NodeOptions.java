package io.hotswap.bench;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which node a load is for. */
final class NodeOptions {
  @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "of the node")
  private URI url;

  @Option(
      names = "--token",
      defaultValue = "${env:HOTSWAP_TOKEN}",
      required = true,
      description = "of an admin; default: environment HOTSWAP_TOKEN")
  private String token;

  Target target() {
    return new Target(url, token);
  }
}
