package io.hotswap.launcher.command;

import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.contracts.time.Durations;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.LocalNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Signs a token with the secret of a data directory; the node need not run. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Prints a token (JWT) for the node of a data directory.")
public final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--role",
      split = ",",
      defaultValue = "admin",
      description = "${COMPLETION-CANDIDATES}; several with commas; default ${DEFAULT-VALUE}")
  private List<Role> roles;

  @Option(
      names = "--topics",
      split = ",",
      description = "topics or patterns as 'orders.*' that it is good for; default all")
  private List<String> topics = List.of();

  @Option(names = "--ttl", defaultValue = "24h", description = "default ${DEFAULT-VALUE}")
  private String ttl;

  @Option(names = "--subject", defaultValue = "cli", description = "default ${DEFAULT-VALUE}")
  private String subject;

  @Option(names = "--data", defaultValue = "./data", description = "default ${DEFAULT-VALUE}")
  private Path data;

  @Override
  public Integer call() {
    String token = new LocalNode(data).token(subject, new LinkedHashSet<>(roles), topics, ttl());
    spec.commandLine().getOut().println(token);
    return 0;
  }

  private Duration ttl() {
    return Durations.parse(ttl)
        .filter(duration -> duration.toSeconds() >= 1)
        .orElseThrow(
            () -> CommandFailure.usage("ttl: " + ttl + " (expected: at least 1s, as 30m or 24h)"));
  }
}
