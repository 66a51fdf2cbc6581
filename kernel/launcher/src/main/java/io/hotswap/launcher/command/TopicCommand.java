package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.contracts.broker.TopicSettings.Ordering;
import io.hotswap.contracts.broker.TopicSettings.TopicType;
import io.hotswap.launcher.client.Connection;
import io.hotswap.launcher.client.RestClient;
import io.hotswap.launcher.client.Table;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Topics of a node. */
@Command(
    name = "topic",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(create | list | show | delete)",
    description = "Creates, lists, shows and deletes topics.")
public final class TopicCommand {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PATH = "/api/v1/topics";

  @Spec private CommandSpec spec;

  /** Settings of a new topic; what is not given is left to the node's defaults. */
  static final class Settings {
    @Option(names = "--type", description = "${COMPLETION-CANDIDATES}; default Queue")
    private TopicType type = TopicType.Queue;

    @Option(names = "--partitions", description = "1..256, default 1")
    private Integer partitions;

    @Option(names = "--ordering", description = "${COMPLETION-CANDIDATES}; default Key")
    private Ordering ordering;

    @Option(names = "--ack-deadline", description = "default 30s")
    private String ackDeadline;

    @Option(names = "--max-deliveries", description = "default 6")
    private Integer maxDeliveries;

    ObjectNode json(String name) {
      ObjectNode body = JSON.createObjectNode().put("name", name).put("type", type.name());
      if (partitions != null) {
        body.put("partitions", partitions);
      }
      if (ordering != null) {
        body.put("ordering", ordering.name());
      }
      if (ackDeadline != null) {
        body.put("ackDeadline", ackDeadline);
      }
      if (maxDeliveries != null) {
        body.put("maxDeliveries", maxDeliveries);
      }
      return body;
    }
  }

  @Command(name = "create", mixinStandardHelpOptions = true, description = "Creates a topic.")
  int create(
      @Mixin Connection connection,
      @Mixin Settings settings,
      @Parameters(paramLabel = "NAME") String name) {
    JsonNode topic = connection.client().post(PATH, settings.json(name));
    print(connection, topic);
    return 0;
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists topics by name.")
  int list(@Mixin Connection connection) {
    List<JsonNode> topics = connection.client().list(PATH);
    if (connection.json()) {
      topics.forEach(topic -> out().println(topic));
      return 0;
    }
    Table table = new Table("NAME", "TYPE", "PARTITIONS", "ORDERING", "GUARANTEE");
    for (JsonNode topic : topics) {
      table.row(
          topic.path("name").asText(),
          topic.path("type").asText(),
          topic.path("partitions").asText(),
          topic.path("ordering").asText(),
          topic.path("deliveryGuarantee").asText());
    }
    out().print(table);
    out().flush();
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a topic's settings and figures.")
  int show(@Mixin Connection connection, @Parameters(paramLabel = "NAME") String name) {
    RestClient client = connection.client();
    ObjectNode topic = JSON.createObjectNode();
    topic.setAll((ObjectNode) client.get(path(name)));
    topic.set("metrics", client.get(path(name) + "/metrics"));
    print(connection, topic);
    return 0;
  }

  @Command(name = "delete", mixinStandardHelpOptions = true, description = "Deletes a topic.")
  int delete(
      @Mixin Connection connection,
      @Option(names = "--force", description = "even if subscriptions hold backlog") boolean force,
      @Parameters(paramLabel = "NAME") String name) {
    connection.client().delete(path(name) + (force ? "?force=true" : ""));
    if (!connection.json()) {
      out().println("deleted " + name);
    }
    return 0;
  }

  private static String path(String name) {
    return PATH + "/" + RestClient.encode(name);
  }

  private void print(Connection connection, JsonNode object) {
    out().print(connection.json() ? object + "\n" : Table.of(object).toString());
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
