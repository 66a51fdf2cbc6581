package io.hotswap.cluster.server;

import io.hotswap.torture.Waiting;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PostgreSQL that makes every commit durable. */
final class PostgresServer implements StoreServer {
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration END_MAX = Duration.ofSeconds(30);

  private final Path data;
  private EmbeddedPostgres server;
  private int port;

  PostgresServer(Path directory) throws IOException {
    data = directory.resolve("pg");
    start();
    // Nodes in networks of their own come from elsewhere.
    Files.writeString(
        data.resolve("pg_hba.conf"), "host all all all trust\n", StandardOpenOption.APPEND);
    stop();
    start();
  }

  @Override
  public Kind kind() {
    return Kind.POSTGRES;
  }

  @Override
  public String configuration(String host, int shards) {
    return """
        kernel:
          store-plugin: store.postgres
        store.postgres:
          host: %s
          port: %d
          database: postgres
          user: postgres
          shards: %d
        """
        .formatted(host, port, shards);
  }

  @Override
  public void start() throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(START_MAX)
            .setServerConfig("listen_addresses", "*")
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200");
    if (port > 0) {
      builder.setPort(port);
    }
    server = builder.start();
    port = server.getPort();
  }

  @Override
  public void kill() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      List<ProcessHandle> all = new ArrayList<>(postmaster.get().children().toList());
      all.add(postmaster.get());
      all.forEach(ProcessHandle::destroyForcibly);
      Waiting.until(END_MAX, () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
    server.close();
  }

  @Override
  public void stop() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    server.close();
    if (postmaster.isPresent() && !Waiting.until(END_MAX, () -> !postmaster.get().isAlive())) {
      throw new IOException("PostgreSQL did not end in " + END_MAX);
    }
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    Path file = data.resolve("postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()))
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    if (postmaster().isPresent()) {
      stop();
    }
  }
}
