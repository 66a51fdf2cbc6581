package io.hotswap.launcher.cluster;

import io.hotswap.launcher.client.CommandFailure;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which nodes there are, and where each has its ports and files.
 *
 * @param nodes 1..32, numbered from 1
 * @param port of the first node's API; the others follow
 * @param clusterPort of the first node; the others follow, and what nodes need beside it is 100 and
 *     200 above
 * @param data each node has a directory in it
 */
public record Layout(int nodes, int port, int clusterPort, Path data) {
  private static final int NODES_MAX = 32;
  private static final int ABOVE_MAX = 200;
  private static final int PORT_MAX = 65_535;
  private static final String HOST = "127.0.0.1";

  public Layout {
    check("nodes", nodes, NODES_MAX);
    check("port", port, PORT_MAX - nodes);
    check("cluster-port", clusterPort, PORT_MAX - ABOVE_MAX - nodes);
    for (int above = 0; above <= ABOVE_MAX; above += ABOVE_MAX / 2) {
      int first = clusterPort + above;
      if (port < first + nodes && first < port + nodes) {
        throw CommandFailure.usage(
            "cluster-port: %d (expected: %d..%d apart from the ports %d..%d of the API)"
                .formatted(clusterPort, first, first + nodes - 1, port, port + nodes - 1));
      }
    }
  }

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw CommandFailure.usage(name + ": " + value + " (expected: 1.." + max + ")");
    }
  }

  static String id(int node) {
    return "node-" + node;
  }

  Path home(int node) {
    return data.resolve(id(node));
  }

  Path configuration(int node) {
    return home(node).resolve("hotswap.yaml");
  }

  Path nodeData(int node) {
    return home(node).resolve("data");
  }

  Path secret() {
    return data.resolve("cluster.secret");
  }

  /** The configuration of one node, but for its store. */
  String yaml(int node, String secret) {
    String peers =
        IntStream.range(0, nodes)
            .mapToObj(other -> "\"%s:%d\"".formatted(HOST, clusterPort + other))
            .collect(Collectors.joining(", "));
    return """
        # Written anew by each 'hotswap cluster'.
        node:
          id: %s
          host: %s
          port: %d
        cluster:
          enabled: true
          port: %d
          peers: [%s]
          secret: %s
        """
        .formatted(id(node), HOST, port + node - 1, clusterPort + node - 1, peers, secret);
  }
}
