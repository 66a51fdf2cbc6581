package io.hotswap.cluster.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** All nodes at one address, each with ports of its own. Nothing can be cut. */
public final class Loopback implements Ground {
  private static final int NODES_MAX = 50;
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 10_000;
  private static final int TRIES_MAX = 200;

  private final int base;
  private final int http;

  public Loopback(int nodes, Random random) throws IOException {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw new IllegalArgumentException("nodes: %d (expected: 1..%d)".formatted(nodes, NODES_MAX));
    }
    this.base = freeBase(nodes, random);
    this.http = base + 300;
  }

  /** A base above which all ports that the nodes need are free by now. */
  private static int freeBase(int nodes, Random random) throws IOException {
    for (int i = 0; i < TRIES_MAX; i++) {
      int base = FIRST_PORT + random.nextInt(PORTS);
      if (areFree(base, nodes)) {
        return base;
      }
    }
    throw new IOException("no free ports from " + FIRST_PORT + " on");
  }

  private static boolean areFree(int base, int nodes) {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (int above = 0; above <= 300; above += 100) {
        for (int node = 1; node <= nodes; node++) {
          int port = base + above + node;
          taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        }
      }
      return true;
    } catch (IOException inUse) {
      return false;
    } finally {
      taken.forEach(Loopback::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException left) {
      throw new IllegalStateException(left);
    }
  }

  @Override
  public String address(int node) {
    return "127.0.0.1";
  }

  @Override
  public int httpPort(int node) {
    return http + node;
  }

  @Override
  public int clusterPort(int node) {
    return base + node;
  }

  @Override
  public String profile() {
    return "dev";
  }

  @Override
  public List<String> prefix(int node) {
    return List.of();
  }

  @Override
  public String storeAddress() {
    return "127.0.0.1";
  }

  @Override
  public boolean cuts() {
    return false;
  }

  @Override
  public void cut(String oneAddress, String otherAddress) {
    throw new UnsupportedOperationException("links of one address cannot be cut");
  }

  @Override
  public void heal() {
    // Nothing was cut.
  }

  @Override
  public void close() {
    // Nothing was made.
  }
}
