package io.hotswap.node.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir Path data;
  private Path file;

  @BeforeEach
  void place() {
    file = Secrets.file(data);
  }

  @Test
  void isMadeOnceForItsOwnerOnly() throws IOException {
    byte[] made = Secrets.open(file);

    assertThat(made).hasSize(32);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Secrets.open(file)).isEqualTo(made);
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void differsFromNodeToNode() throws IOException {
    assertThat(Secrets.open(file)).isNotEqualTo(Secrets.open(data.resolve("other")));
  }

  @Test
  void thoseWhoOpenAtOnceAgree() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<byte[]>> openings = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        openings.add(() -> Secrets.open(file));
      }
      byte[] first = null;
      for (Future<byte[]> opened : threads.invokeAll(openings)) {
        first = first == null ? opened.get() : first;
        assertThat(opened.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void oneThatOthersMayReadIsRefused() throws IOException {
    Secrets.open(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> Secrets.open(file))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("rw-r----- (expected: rw-------");
  }

  @Test
  void oneThatIsNotWholeIsRefused() throws IOException {
    Secrets.open(file);
    Files.write(file, new byte[31]);

    assertThatThrownBy(() -> Secrets.open(file)).hasMessageContaining("31 bytes (expected: at");
  }
}
