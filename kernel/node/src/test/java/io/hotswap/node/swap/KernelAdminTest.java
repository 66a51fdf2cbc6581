package io.hotswap.node.swap;

import static io.hotswap.node.jars.PluginJarBuilder.LEDGER;
import static io.hotswap.node.swap.TrialNode.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.admin.NodeAdmin;
import io.hotswap.contracts.admin.NodeView;
import io.hotswap.contracts.admin.PluginView;
import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.jars.PluginJarBuilder;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's operations as a gateway asks for them. */
final class KernelAdminTest {
  private static final Principal ADMIN =
      new Principal("ada", Set.of(Principal.Role.admin), List.of());
  private static final NodeView VIEW =
      new NodeView("node-1", "127.0.0.1:1", "READY", "1.0.0", "dev", -1, 1, 2, 3);

  @TempDir private Path directory;
  private TrialNode node;
  private NodeAdmin admin;

  @BeforeEach
  void open() throws Exception {
    node = TrialNode.withLedger(directory, TrialNode.CALM);
    admin =
        new KernelAdmin(
            node.around,
            node.residents,
            node.coordinator,
            new KernelAdmin.Figures(
                () -> VIEW,
                () -> Future.succeededFuture(List.of()),
                () -> List.of("tired"),
                () -> "up 1"));
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private static void refused(Future<?> future, ErrorCode code, String message) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem).hasMessageContaining(message);
            });
  }

  @Test
  void installsSwapsAndRollsBack() throws Exception {
    Path jar = PluginJarBuilder.ledger("2.0.0").build(directory);
    NodeAdmin.Installed installed = done(admin.install(jar, ADMIN));
    assertThat(installed.created()).isTrue();
    assertThat(done(admin.install(jar, ADMIN)).created()).isFalse();

    SwapView swap = node.ended(done(admin.swap(LEDGER, "2.0.0", Duration.ZERO, ADMIN)));
    SwapView back = node.ended(done(admin.rollback(LEDGER, ADMIN)));

    assertThat(swap.receipt().toDigest()).isEqualTo(installed.digest());
    assertThat(done(admin.swaps())).containsExactly(back, swap);
    assertThat(done(admin.swap(swap.id()))).isEqualTo(swap);
    assertThat(swap.requestedBy()).isEqualTo("ada");
    refused(admin.swap("swap-99"), ErrorCode.SwapNotFound, "swap: swap-99");
  }

  @Test
  void refusedJarLeavesAReceipt() throws Exception {
    Path jar = PluginJarBuilder.ledger("2.0.0").descriptor("contracts", "^2.0.0").build(directory);

    refused(admin.install(jar, ADMIN), ErrorCode.PluginRejected, "; receipt swap-1");

    SwapView receipt = done(admin.swap("swap-1"));
    assertThat(receipt.plugin()).isEqualTo(LEDGER);
    assertThat(receipt.state()).isEqualTo(State.Failed);
    assertThat(receipt.step()).isEqualTo("load");
    assertThat(receipt.error()).startsWith("load: contracts: ^2.0.0");
    assertThat(receipt.receipt().verdict()).isEqualTo("1.0.0 serves: refused");
  }

  @Test
  void otherBytesUnderAStoredVersionAreRefusedWithoutAReceipt() throws Exception {
    Path jar = PluginJarBuilder.ledger("1.0.0").moods("other").build(directory);

    refused(admin.install(jar, ADMIN), ErrorCode.PluginExists, "version: ledger 1.0.0 is stored");

    assertThat(done(admin.swaps())).isEmpty();
  }

  @Test
  void removesOnlyWhatDoesNotRun() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0"));

    refused(admin.remove(LEDGER, "1.0.0", ADMIN), ErrorCode.Conflict, "1.0.0 is in use");
    refused(admin.remove(LEDGER, "3.0.0", ADMIN), ErrorCode.PluginNotFound, "version: 3.0.0");
    refused(admin.remove("nobody", "3.0.0", ADMIN), ErrorCode.PluginNotFound, "plugin: nobody");
    done(admin.remove(LEDGER, "2.0.0", ADMIN));

    refused(admin.swap(LEDGER, "2.0.0", null, ADMIN), ErrorCode.PluginNotFound, "version: 2.0.0");
  }

  @Test
  void versionsOfASwapUnderWayAreNotRemoved() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0"));
    SwapView begun = done(admin.swap(LEDGER, "2.0.0", Duration.ofMinutes(5), ADMIN));

    refused(admin.remove(LEDGER, "2.0.0", ADMIN), ErrorCode.Conflict, "2.0.0 is in use");
    node.reaches(begun, "bake");
    refused(admin.remove(LEDGER, "1.0.0", ADMIN), ErrorCode.Conflict, "1.0.0 is in use");

    done(admin.rollback(LEDGER, ADMIN));
    node.ended(begun);
  }

  @Test
  void showsPluginsWithTheirVersionsAndPorts() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0"));

    PluginView view = done(admin.plugin(LEDGER));

    assertThat(view.kind()).isEqualTo("broker");
    assertThat(view.active()).isEqualTo("1.0.0");
    assertThat(view.state()).isEqualTo("SERVING");
    assertThat(view.classLoadersAlive()).isEqualTo(1);
    assertThat(view.versions())
        .extracting(PluginView.Version::version, PluginView.Version::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1.0.0", "SERVING"),
            org.assertj.core.groups.Tuple.tuple("2.0.0", "INSTALLED"));
    assertThat(view.ports()).extracting(PluginView.Port::name).containsExactly("broker.shard");
    assertThat(done(admin.plugins())).extracting(PluginView::id).containsExactly(LEDGER);
    refused(admin.plugin("nobody"), ErrorCode.PluginNotFound, "plugin: nobody (expected: one of");
  }

  @Test
  void tellsWhatTheNodeKnows() {
    assertThat(admin.node()).isEqualTo(VIEW);
    assertThat(admin.unhealthy()).containsExactly("tired");
    assertThat(admin.metrics()).isEqualTo("up 1");
  }
}
