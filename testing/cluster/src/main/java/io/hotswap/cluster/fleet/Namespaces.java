package io.hotswap.cluster.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Each node in a network namespace of its own, joined by a router in another. The store and the
 * clients stay in the machine's, at two addresses. A cut is a rule of the router that drops what
 * goes between two addresses: as when a cable is pulled, nobody gets a refusal.
 */
public final class Namespaces implements Ground {
  private static final long COMMAND_SECONDS_MAX = 20;
  private static final int NODES_MAX = 50;
  private static final String NET = "10.213";
  private static final String CLIENTS = NET + ".0.1";
  private static final String STORE = NET + ".0.2";
  private static final String ROUTER = NET + ".0.254";

  private final String prefix;
  private final int nodes;
  private int rules;

  private Namespaces(String prefix, int nodes) {
    this.prefix = prefix;
    this.nodes = nodes;
  }

  /** Why there can be none here, or empty if there can. */
  public static Optional<String> unavailable() throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("only root may make network namespaces");
    }
    String probe = "hsp" + ProcessHandle.current().pid();
    try {
      run("ip", "netns", "add", probe);
    } catch (IOException refused) {
      return Optional.of("no network namespaces here: " + refused.getMessage());
    }
    run("ip", "netns", "del", probe);
    return Optional.empty();
  }

  /** With a namespace for each node and the links to them. */
  public static Namespaces of(int nodes) throws IOException, InterruptedException {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw new IllegalArgumentException("nodes: %d (expected: 1..%d)".formatted(nodes, NODES_MAX));
    }
    // NB: Names of links have at most 15 characters.
    String prefix = "hs" + Long.toString(ProcessHandle.current().pid() % 1_000_000, 36);
    Namespaces made = new Namespaces(prefix, nodes);
    try {
      made.build();
    } catch (IOException failed) {
      made.close();
      throw failed;
    }
    return made;
  }

  private void build() throws IOException, InterruptedException {
    run("ip", "netns", "add", router());
    link(router(), "h", ROUTER);
    String here = prefix + "h1";
    run("ip", "addr", "add", CLIENTS + "/24", "dev", here);
    run("ip", "addr", "add", STORE + "/24", "dev", here);
    run("ip", "link", "set", here, "up");
    run("ip", "route", "add", NET + ".0.0/16", "via", ROUTER);
    String forward = "echo 1 >/proc/sys/net/ipv4/ip_forward";
    run("ip", "netns", "exec", router(), "sh", "-c", forward);
    for (int node = 1; node <= nodes; node++) {
      String gate = NET + "." + node + ".1";
      run("ip", "netns", "add", namespace(node));
      link(router(), "n" + node + "x", gate);
      String other = prefix + "n" + node + "x1";
      run("ip", "link", "set", other, "netns", namespace(node));
      in(namespace(node), "addr", "add", address(node) + "/24", "dev", other);
      in(namespace(node), "link", "set", other, "up");
      in(namespace(node), "link", "set", "lo", "up");
      in(namespace(node), "route", "add", "default", "via", gate);
    }
  }

  /** A pair of devices, one end with this address in a namespace and the other here. */
  private void link(String namespace, String name, String address)
      throws IOException, InterruptedException {
    String inside = prefix + name + "0";
    run("ip", "link", "add", inside, "type", "veth", "peer", "name", prefix + name + "1");
    run("ip", "link", "set", inside, "netns", namespace);
    in(namespace, "addr", "add", address + "/24", "dev", inside);
    in(namespace, "link", "set", inside, "up");
  }

  private static void in(String namespace, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private String router() {
    return prefix + "-router";
  }

  private String namespace(int node) {
    return prefix + "-" + node;
  }

  @Override
  public String address(int node) {
    return NET + "." + node + ".2";
  }

  @Override
  public int httpPort(int node) {
    return 8080;
  }

  @Override
  public int clusterPort(int node) {
    return 5701;
  }

  @Override
  public String profile() {
    return "production";
  }

  @Override
  public List<String> prefix(int node) {
    return List.of("ip", "netns", "exec", namespace(node));
  }

  @Override
  public String storeAddress() {
    return STORE;
  }

  @Override
  public boolean cuts() {
    return true;
  }

  @Override
  public synchronized void cut(String oneAddress, String otherAddress)
      throws IOException, InterruptedException {
    drop(oneAddress, otherAddress);
    drop(otherAddress, oneAddress);
  }

  private void drop(String from, String to) throws IOException, InterruptedException {
    String number = String.valueOf(100 + rules++);
    in(router(), "rule", "add", "from", from, "to", to, "prio", number, "type", "blackhole");
  }

  @Override
  public synchronized void heal() throws IOException, InterruptedException {
    for (; rules > 0; rules--) {
      in(router(), "rule", "del", "prio", String.valueOf(99 + rules));
    }
  }

  @Override
  public void close() {
    for (int node = 1; node <= nodes; node++) {
      tolerantly("ip", "netns", "del", namespace(node));
    }
    tolerantly("ip", "link", "del", prefix + "h1");
    tolerantly("ip", "netns", "del", router());
  }

  /** What was not made need not be removed. */
  private static void tolerantly(String... command) {
    try {
      run(command);
    } catch (IOException notThere) {
      // As wished.
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    boolean ended = process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS);
    if (!ended || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + text + " (expected: no error)");
    }
  }
}
