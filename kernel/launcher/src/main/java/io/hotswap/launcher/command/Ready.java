package io.hotswap.launcher.command;

import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.launcher.client.CommandFailure;
import io.hotswap.launcher.client.LocalNode;
import io.hotswap.node.config.NodeConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a node says once it serves: where it is, where its things are. */
record Ready(NodeConfig config, String url, Path log) {
  private static final Duration TOKEN_TTL = Duration.ofDays(30);

  String text() {
    Path data = config.dataDirectory().toAbsolutePath().normalize();
    return """
        HotSwap ready on %s in %d ms
          data   %s
          log    %s
          token  %s (admin; other roles: hotswap token --data %s)
        """
        .formatted(url, millisSinceJvmStart(), data, log, writeToken(data), data);
  }

  /** A fresh admin token that only the owner of the directory can read. */
  private static Path writeToken(Path data) {
    String token = new LocalNode(data).token("admin", Set.of(Role.admin), List.of(), TOKEN_TTL);
    Path file = data.resolve("admin.token");
    try {
      Path draft = Files.createTempFile(data, "admin", ".token");
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(draft, token + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException failed) {
      throw CommandFailure.failed("token: cannot write " + file + ": " + failed);
    }
  }

  /** NB: of the virtual machine: the process may have been a shell that built for a minute. */
  private static long millisSinceJvmStart() {
    long start = ManagementFactory.getRuntimeMXBean().getStartTime();
    return Math.max(0, System.currentTimeMillis() - start);
  }
}
