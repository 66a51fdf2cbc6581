package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.launcher.client.Connection;
import io.hotswap.launcher.client.RestClient;
import io.hotswap.launcher.client.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plugins of a node. */
@Command(
    name = "plugin",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | install | swap | rollback)",
    description = "Lists, installs and swaps plugins.")
public final class PluginCommand {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PATH = "/api/v1/plugins";

  @Spec private CommandSpec spec;

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists plugins.")
  int list(@Mixin Connection connection) {
    List<JsonNode> plugins = connection.client().list(PATH);
    if (connection.json()) {
      plugins.forEach(plugin -> out().println(plugin));
      return 0;
    }
    Table table = new Table("ID", "KIND", "ACTIVE", "STATE", "INSTALLED", "LOADERS");
    for (JsonNode plugin : plugins) {
      StringJoiner versions = new StringJoiner(" ");
      plugin.path("versions").forEach(version -> versions.add(version.path("version").asText()));
      table.row(
          plugin.path("id").asText(),
          plugin.path("kind").asText(),
          plugin.path("active").asText("-"),
          plugin.path("state").asText("-"),
          versions.toString(),
          plugin.path("classLoadersAlive").asText());
    }
    out().print(table);
    out().flush();
    return 0;
  }

  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description = "Uploads a plugin jar; it is verified and stored, and does not run yet.")
  int install(@Mixin Connection connection, @Parameters(paramLabel = "JAR") Path jar) {
    JsonNode installed = connection.client().upload(PATH, jar);
    out().print(connection.json() ? installed + "\n" : Table.of(installed).toString());
    out().flush();
    return 0;
  }

  @Command(
      name = "swap",
      mixinStandardHelpOptions = true,
      description =
          "Replaces the running version of a plugin while it works, and waits for the end.")
  int swap(
      @Mixin Connection connection,
      @Option(names = "--bake", description = "how long the old version stays ready, default 10s")
          String bake,
      @Option(names = "--no-wait", description = "only begin") boolean noWait,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Parameters(index = "1", paramLabel = "VERSION") String version) {
    ObjectNode body = JSON.createObjectNode().put("version", version);
    if (bake != null) {
      body.put("bake", bake);
    }
    return begin(connection, path(id) + "/swap", body, noWait);
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Goes back to the version before, and waits for the end.")
  int rollback(
      @Mixin Connection connection,
      @Option(names = "--no-wait", description = "only begin") boolean noWait,
      @Parameters(paramLabel = "ID") String id) {
    return begin(connection, path(id) + "/rollback", JSON.createObjectNode(), noWait);
  }

  private int begin(Connection connection, String path, ObjectNode body, boolean noWait) {
    RestClient client = connection.client();
    JsonNode swap = client.post(path, body);
    boolean back = path.endsWith("/rollback");
    return new SwapWatch(client, out(), connection.json()).follow(swap, noWait, back);
  }

  private static String path(String id) {
    return PATH + "/" + RestClient.encode(id);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
