package io.hotswap.launcher.command;

import io.hotswap.launcher.Home;
import io.hotswap.launcher.cluster.Layout;
import io.hotswap.launcher.cluster.LocalCluster;
import io.hotswap.launcher.cluster.StoreUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a cluster on this machine until it is told to stop. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Starts several nodes on this machine over a store that they share; for trying and tests.",
      "A node that ends is reported and not started again.",
      "SIGTERM or Ctrl-C stops the nodes one after the other."
    })
public final class ClusterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "postgres://user:password@host:port/database or redis://[:password@]host:port;"
              + " %%40 stands for @ in a password")
  private String store;

  @Option(names = "--nodes", defaultValue = "3", description = "default ${DEFAULT-VALUE}")
  private int nodes;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "of the first node, the others follow; default ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--cluster-port",
      defaultValue = "5701",
      description =
          "of the first node, the others follow; so do those 100 and 200 above;"
              + " default ${DEFAULT-VALUE}")
  private int clusterPort;

  @Option(
      names = "--data",
      defaultValue = "./data",
      description = "each node has a directory in it; default ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--memory",
      defaultValue = "512MiB",
      description = "of each node; default ${DEFAULT-VALUE}")
  private String memory;

  @Override
  public Integer call() throws IOException {
    StoreUrl shared = StoreUrl.parse(store);
    Layout layout = new Layout(nodes, port, clusterPort, data);
    return new LocalCluster(Home.ofProcess(), layout, shared, memory, spec.commandLine().getOut())
        .run();
  }
}
