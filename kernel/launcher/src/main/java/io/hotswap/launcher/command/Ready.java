package io.hotswap.launcher.command;

import io.hotswap.contracts.edge.Principal.Role;
import io.hotswap.launcher.client.LocalNode;
import io.hotswap.node.config.NodeConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a node says once it serves: where it is, where its things are. */
record Ready(NodeConfig config, String url, Path log) {
  private static final Duration TOKEN_TTL = Duration.ofDays(30);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

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

  /**
   * Where a fresh admin token is that only the owner of the directory can read, or why there is
   * none: a node serves on a full disk too, or it could not be emptied through it.
   */
  private static String writeToken(Path data) {
    String token = new LocalNode(data).token("admin", Set.of(Role.admin), List.of(), TOKEN_TTL);
    Path file = data.resolve("admin.token");
    Path draft = data.resolve("admin.token.new");
    try {
      Files.deleteIfExists(draft);
      Files.createFile(draft, OWNER_ONLY);
      Files.writeString(draft, token + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file.toString();
    } catch (IOException failed) {
      return "not written: " + failed.getMessage();
    }
  }

  /** NB: of the virtual machine: the process may have been a shell that built for a minute. */
  private static long millisSinceJvmStart() {
    long start = ManagementFactory.getRuntimeMXBean().getStartTime();
    return Math.max(0, System.currentTimeMillis() - start);
  }
}
