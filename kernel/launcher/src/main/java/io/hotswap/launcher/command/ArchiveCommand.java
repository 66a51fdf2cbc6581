package io.hotswap.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.launcher.LogFile;
import io.hotswap.launcher.client.LocalNode;
import io.hotswap.launcher.client.RestClient;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import io.hotswap.node.loader.DurableFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Uses all of a node once, so that the virtual machine can keep the classes that it took. */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    description = {
      "Makes nodes start in half of the time: runs one and keeps its classes in lib/.",
      "The build has done so; do it again after moving the folder or changing Java."
    })
public final class ArchiveCommand implements Callable<Integer> {
  private static final String TOPIC = "archive";
  private static final Duration TOKEN_TTL = Duration.ofMinutes(10);

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("hotswap-archive");
    try {
      NodeConfig config = NodeConfig.defaults(Overrides.NONE.withData(data).withPort(0));
      Path log = LogFile.in(data.resolve("log"));
      RunningNode running = NodeRun.start(config);
      new Ready(config, running.url(), log).text();
      String token = new LocalNode(data).token("archive", Set.of(Role.admin), List.of(), TOKEN_TTL);
      exercise(new RestClient(URI.create(running.url()), token));
      return running.stop() ? 0 : 1;
    } finally {
      DurableFiles.delete(data);
    }
  }

  private static void exercise(RestClient client) {
    client.get("/health/ready");
    client.post("/api/v1/topics", object().put("name", TOPIC).put("type", "Queue"));
    ObjectNode message = object().put("topicName", TOPIC).put("payload", "x");
    client.post("/api/v1/messages/publish", message);
    JsonNode consumed = client.get("/api/v1/messages/consume/" + TOPIC + "?limit=1&waitMs=5000");
    for (JsonNode each : consumed.path("messages")) {
      String path = "/api/v1/messages/" + each.path("messageId").asText() + "/ack";
      client.post(path, object().set("receipt", each.path("receipt")));
    }
    client.delete("/api/v1/topics/" + TOPIC);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
