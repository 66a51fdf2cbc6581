package io.hotswap.node.swap;

import static io.hotswap.node.jars.PluginJarBuilder.LEDGER;
import static io.hotswap.node.swap.TrialNode.done;
import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.admin.RolloutAdmin;
import io.hotswap.contracts.admin.RolloutRequest;
import io.hotswap.contracts.admin.RolloutView;
import io.hotswap.contracts.admin.RolloutView.State;
import io.hotswap.contracts.edge.Principal;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.cluster.Peers;
import io.hotswap.node.jars.PluginJarBuilder;
import io.hotswap.node.lifecycle.Surroundings;
import io.hotswap.node.rollout.Parts;
import io.hotswap.node.rollout.Rollouts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts over two nodes with real plugins, jars and swaps; only the wire between is none. */
final class LiveRolloutTest {
  private static final Principal ADA =
      new Principal("ada", Set.of(Principal.Role.admin), List.of());

  /** More than a chunk, so that the jar comes in pieces. */
  private static final int BALLAST = 700_000;

  @TempDir private Path directory;
  private final Map<String, Wire> wires = new ConcurrentSkipListMap<>();
  private TrialNode one;
  private TrialNode two;
  private RolloutAdmin admin;

  /** Asks whoever is there, directly. */
  private final class Wire implements Peers {
    private final String self;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

    Wire(String self) {
      this.self = self;
      wires.put(self, this);
    }

    @Override
    public String self() {
      return self;
    }

    @Override
    public List<String> nodes() {
      return List.copyOf(wires.keySet());
    }

    @Override
    public Future<Buffer> ask(String node, String kind, Buffer body, Duration limit) {
      Wire to = wires.get(node);
      Handler handler = to == null ? null : to.handlers.get(kind);
      if (handler == null) {
        return Future.failedFuture(Problem.of(ErrorCode.Unavailable, node + ": not there"));
      }
      try {
        return handler.handle(self, body);
      } catch (RuntimeException refused) {
        return Future.failedFuture(refused);
      }
    }

    @Override
    public void tell(String kind, Buffer body) {
      nodes().stream()
          .filter(node -> !node.equals(self))
          .forEach(node -> ask(node, kind, body, Duration.ZERO));
    }

    @Override
    public void answer(String kind, Handler handler) {
      handlers.put(kind, handler);
    }

    @Override
    public void onChange(Runnable changed) {
      // Nobody comes or goes.
    }
  }

  @BeforeEach
  void open() throws Exception {
    one = node("one");
    two = node("two");
    admin = rollouts("one", one);
    rollouts("two", two);
  }

  private TrialNode node(String name) throws Exception {
    Path own = Files.createDirectories(directory.resolve(name));
    return TrialNode.withLedger(own, TrialNode.CALM);
  }

  private Rollouts rollouts(String name, TrialNode node) throws Exception {
    Surroundings with = wired(node.around, new Wire(name));
    Parts parts =
        new Parts(
            with,
            node.residents,
            node.coordinator,
            node.directory.resolve("kernel"),
            node.gatewayErrors::get);
    Rollouts rollouts = parts.open();
    rollouts.open();
    return rollouts;
  }

  private static Surroundings wired(Surroundings around, Peers peers) {
    return new Surroundings(
        around.config(),
        around.vertx(),
        around.strand(),
        around.loops(),
        around.ports(),
        around.signals(),
        peers,
        around.cluster(),
        around.meters(),
        around.clock(),
        around.random(),
        around.repository(),
        around.sentinel(),
        around.watchdog(),
        around.kernel());
  }

  @AfterEach
  void close() throws Exception {
    one.close();
    two.close();
  }

  private static RolloutRequest request(String strategy, Duration bake) {
    return new RolloutRequest(
        LEDGER, "2.0.0", strategy, null, null, null, null, null, bake, null, null, null);
  }

  private static PluginJarBuilder heavy(String version, String... moods) {
    byte[] noise = new byte[BALLAST];
    new Random(1).nextBytes(noise);
    return PluginJarBuilder.ledger(version).moods(moods).entry("ballast.bin", noise);
  }

  private RolloutView begin(String strategy, Duration bake) throws Exception {
    return done(admin.start(request(strategy, bake), ADA));
  }

  private RolloutView now(String id) throws Exception {
    return done(admin.rollout(id));
  }

  private RolloutView ended(String id) {
    return patiently().until(() -> now(id), rollout -> rollout.state().last());
  }

  @Test
  void bringsJarAndVersionToBothNodes() throws Exception {
    one.install(heavy("2.0.0"));
    done(two.add(1, 7));

    RolloutView ended = ended(begin("Rolling", Duration.ofMillis(300)).id());

    assertThat(ended.state()).as(ended.verdict()).isEqualTo(State.Succeeded);
    assertThat(one.serving(LEDGER)).isEqualTo("2.0.0");
    assertThat(two.serving(LEDGER)).isEqualTo("2.0.0");
    assertThat(two.sum(1)).isEqualTo(7);
    assertThat(two.repository.version(LEDGER, "2.0.0").orElseThrow().digest())
        .isEqualTo(one.repository.version(LEDGER, "2.0.0").orElseThrow().digest());
    assertThat(two.repository.active().of(LEDGER).orElseThrow().active()).isEqualTo("2.0.0");
    assertThat(two.swaps.all().get(0).strategy()).isEqualTo("Rolling");
    assertThat(two.swaps.all().get(0).requestedBy()).isEqualTo("ada in " + ended.id());
    assertThat(ended.nodes())
        .allSatisfy(
            node -> {
              assertThat(node.receipt().stateDigest()).matches("[0-9a-f]{64}");
              assertThat(node.state()).isEqualTo("Finished");
            });
    assertThat(two.directory.resolve("kernel/incoming")).isEmptyDirectory();
    assertThat(Files.readString(two.directory.resolve("kernel/rollouts.ndjson")))
        .contains(ended.id());
  }

  @Test
  void failedCallsAreFiguresThatTakeItBack() throws Exception {
    one.install(heavy("2.0.0", "faulty"));
    RolloutView begun = begin("BlueGreen", Duration.ofMinutes(5));
    patiently().until(() -> now(begun.id()).state() == State.Baking);

    assertThat(two.add(2, 1).toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20));

    RolloutView ended = ended(begun.id());
    assertThat(ended.state()).isEqualTo(State.RolledBack);
    assertThat(ended.verdict())
        .isEqualTo("two: error rate 100.00 %, 1 of 1 calls (expected: <= 1.00 %)");
    assertThat(one.serving(LEDGER)).isEqualTo("1.0.0");
    assertThat(two.serving(LEDGER)).isEqualTo("1.0.0");
    assertThat(two.sum(2)).isZero();
  }

  @Test
  void aVersionThatCannotProveItselfNeverServes() throws Exception {
    one.install(heavy("2.0.0", "digest-differs"));
    RolloutView ended = ended(begin("Canary", Duration.ZERO).id());
    assertThat(ended.state()).isEqualTo(State.Failed);
    assertThat(ended.verdict()).startsWith("one: prove: digest of shard 1, section sum");
    assertThat(two.swaps.all()).isEmpty();
    assertThat(one.serving(LEDGER)).isEqualTo("1.0.0");
  }

  @Test
  void otherBytesUnderTheSameVersionAreRefused() throws Exception {
    one.install(heavy("2.0.0"));
    two.install(PluginJarBuilder.ledger("2.0.0"));
    RolloutView ended = ended(begin("Direct", Duration.ZERO).id());
    assertThat(ended.verdict()).startsWith("two: version: ledger 2.0.0 is stored with digest ");
    assertThat(one.serving(LEDGER)).isEqualTo("1.0.0");
  }

  @Test
  void rollbackAfterwardsIsAnotherRollout() throws Exception {
    one.install(heavy("2.0.0"));
    RolloutView first = ended(begin("Direct", Duration.ZERO).id());
    assertThat(first.state()).as(first.verdict()).isEqualTo(State.Succeeded);
    RolloutView back = done(admin.act(first.id(), RolloutAdmin.Act.rollback, ADA));
    patiently().until(() -> now(back.id()).state() == State.Baking);
    done(admin.act(back.id(), RolloutAdmin.Act.promote, ADA));
    assertThat(ended(back.id()).state()).isEqualTo(State.Succeeded);
    assertThat(two.serving(LEDGER)).isEqualTo("1.0.0");
  }
}
