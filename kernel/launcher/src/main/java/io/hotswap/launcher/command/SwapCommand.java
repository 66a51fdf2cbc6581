package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.launcher.client.Connection;
import io.hotswap.launcher.client.RestClient;
import io.hotswap.launcher.client.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Swaps of a node and their receipts. */
@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | show)",
    description = "Lists swaps and shows their receipts; see also: hotswap plugin swap.")
public final class SwapCommand {
  @Spec private CommandSpec spec;

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Newest first.")
  int list(@Mixin Connection connection) {
    List<JsonNode> swaps = connection.client().list("/api/v1/swaps");
    if (connection.json()) {
      swaps.forEach(swap -> spec.commandLine().getOut().println(swap));
      return 0;
    }
    Table table = new Table("ID", "PLUGIN", "FROM", "TO", "STATE", "STEP", "STARTED");
    for (JsonNode swap : swaps) {
      table.row(
          swap.path("id").asText(),
          swap.path("plugin").asText(),
          swap.path("from").asText(),
          swap.path("to").asText(),
          swap.path("state").asText(),
          swap.path("step").asText(),
          swap.path("startedAt").asText());
    }
    spec.commandLine().getOut().print(table);
    spec.commandLine().getOut().flush();
    return 0;
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one swap.")
  int show(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) {
    JsonNode swap = connection.client().get("/api/v1/swaps/" + RestClient.encode(id));
    spec.commandLine().getOut().print(connection.json() ? swap + "\n" : Table.of(swap).toString());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
