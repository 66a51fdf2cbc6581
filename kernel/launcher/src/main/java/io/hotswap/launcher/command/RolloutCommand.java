package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.launcher.client.Connection;
import io.hotswap.launcher.client.RestClient;
import io.hotswap.launcher.client.Table;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rollouts of plugin versions over all nodes of a cluster. */
@Command(
    name = "rollout",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(start | list | show | pause | resume | promote | abort | rollback)",
    description =
        "Brings a plugin version to all nodes, watches it, and takes it back if it fails.")
public final class RolloutCommand {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PATH = "/api/v1/deployments";

  @Spec private CommandSpec spec;

  /** What the rollout is to keep to; what is not said is the node's default. */
  static final class Terms {
    @Option(
        names = "--strategy",
        description = "Direct, Rolling, Canary or BlueGreen; default Rolling")
    private String strategy = "Rolling";

    @Option(names = "--bake", description = "how long each step is watched, default 30s")
    private String bake;

    @Option(names = "--batch-size", description = "Rolling: nodes at once, default 1")
    private Integer batchSize;

    @Option(
        names = "--shares",
        split = ",",
        description = "Canary: rising percents, default 5,25,100")
    private List<Integer> shares;

    @Option(names = "--weight", description = "Canary: percent of the first node's calls")
    private Integer weight;

    @Option(names = "--order", split = ",", description = "nodes that come first")
    private List<String> order;

    @Option(names = "--max-failed", description = "nodes that may be lost, default 0")
    private Integer maxFailed;

    @Option(names = "--error-rate-max", description = "0..1, default 0.01")
    private Double errorRateMax;

    @Option(names = "--p99-max", description = "of the new version's calls, as 20ms")
    private String p99Max;

    @Option(names = "--calls-min", description = "fewer at the end of a bake are too few")
    private Long callsMin;

    ObjectNode body(String plugin, String version) {
      ObjectNode body = JSON.createObjectNode();
      body.put("kind", "plugin").put("plugin", plugin).put("version", version);
      body.put("strategy", strategy);
      said(body, "bake", bake);
      said(body, "batchSize", batchSize);
      said(body, "shares", shares);
      said(body, "weight", weight);
      said(body, "order", order);
      said(body, "maxFailed", maxFailed);
      ObjectNode gate = JSON.createObjectNode();
      said(gate, "errorRateMax", errorRateMax);
      said(gate, "p99Max", p99Max);
      said(gate, "callsMin", callsMin);
      if (!gate.isEmpty()) {
        body.set("gate", gate);
      }
      return body;
    }

    private static void said(ObjectNode body, String name, Object value) {
      if (value != null) {
        body.set(name, JSON.valueToTree(value));
      }
    }
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Begins a rollout and waits for its end.")
  int start(
      @Mixin Connection connection,
      @ArgGroup(exclusive = false, multiplicity = "0..1") Terms terms,
      @Option(names = "--no-wait", description = "only begin") boolean noWait,
      @Parameters(index = "0", paramLabel = "PLUGIN") String plugin,
      @Parameters(index = "1", paramLabel = "VERSION") String version) {
    RestClient client = connection.client();
    Terms said = terms == null ? new Terms() : terms;
    JsonNode begun = client.post(PATH, said.body(plugin, version));
    return new RolloutWatch(client, out(), connection.json()).follow(begun, noWait);
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Newest first.")
  int list(@Mixin Connection connection) {
    List<JsonNode> rollouts = connection.client().list(PATH);
    if (connection.json()) {
      rollouts.forEach(rollout -> out().println(rollout));
      return 0;
    }
    Table table = new Table("ID", "PLUGIN", "FROM", "TO", "STRATEGY", "STATE", "STEP", "STARTED");
    for (JsonNode rollout : rollouts) {
      table.row(
          rollout.path("id").asText(),
          rollout.path("plugin").asText(),
          rollout.path("from").asText(),
          rollout.path("version").asText(),
          rollout.path("strategy").asText(),
          rollout.path("state").asText(),
          rollout.path("step").asText(),
          rollout.path("startedAt").asText());
    }
    out().print(table);
    out().flush();
    return 0;
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one rollout.")
  int show(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) {
    return shown(connection, connection.client().get(path(id)));
  }

  @Command(name = "pause", mixinStandardHelpOptions = true, description = "Begins no further step.")
  int pause(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) {
    return act(connection, id, "pause");
  }

  @Command(name = "resume", mixinStandardHelpOptions = true, description = "Goes on after a pause.")
  int resume(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) {
    return act(connection, id, "resume");
  }

  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = "Ends the bake of the step early.")
  int promote(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) {
    return act(connection, id, "promote");
  }

  @Command(name = "abort", mixinStandardHelpOptions = true, description = "Goes back on all nodes.")
  int abort(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) {
    return act(connection, id, "abort");
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Begins a rollout back to the version before a finished one.")
  int rollback(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) {
    return act(connection, id, "rollback");
  }

  private int act(Connection connection, String id, String act) {
    JsonNode nothing = JSON.createObjectNode();
    return shown(connection, connection.client().post(path(id) + "/" + act, nothing));
  }

  private int shown(Connection connection, JsonNode rollout) {
    out().print(connection.json() ? rollout + "\n" : Table.of(rollout).toString());
    out().flush();
    return 0;
  }

  private static String path(String id) {
    return PATH + "/" + RestClient.encode(id);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
