package io.hotswap.node.swap;

import static io.hotswap.node.jars.PluginJarBuilder.LEDGER;
import static io.hotswap.node.swap.TrialNode.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.broker.ShardPort;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.PortType;
import io.hotswap.node.jars.PluginJarBuilder;
import io.hotswap.node.ports.RequestPort;
import io.hotswap.node.ports.Slot;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a new version, the old one serves on and the receipt says why. */
final class FailingSwapTest {
  private static final PortType<ShardPort> AUDIT =
      PortType.sharded("ledger.audit", ShardPort.class);

  @TempDir private Path directory;
  private TrialNode node;

  @BeforeEach
  void open() throws Exception {
    node = TrialNode.withLedger(directory, TrialNode.HASTY);
    for (int shard = 0; shard < TrialNode.SHARDS; shard++) {
      done(node.add(shard, 10 + shard));
    }
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private void firstServes() throws Exception {
    assertThat(node.serving(LEDGER)).isEqualTo("1.0.0");
    assertThat(node.targets()).containsExactly("1.0.0");
    assertThat(node.repository.active().of(LEDGER).orElseThrow().active()).isEqualTo("1.0.0");
    for (int shard = 0; shard < TrialNode.SHARDS; shard++) {
      assertThat(done(node.add(shard, 1))).as("sum of shard %d", shard).isEqualTo(11 + shard);
    }
  }

  private SwapView swapTo(String... moods) throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").moods(moods));
    return node.swap("2.0.0");
  }

  @ParameterizedTest(name = "{0} fails in {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "constructor-throws | start   | no ink",
        "start-throws       | start   | no paper",
        "start-hangs        | start   | start() took over 800 ms",
        "start-forgets-port | start   | did not provide [broker.shard]",
        "follow-hangs       | catchup | catching up took over 800 ms",
        "follow-fails       | catchup | level: 9 (expected: <= 1)",
        "lags               | catchup | 5000 facts behind",
        "five-shards        | catchup | shards: 5 (expected: 4)",
        "self-check-fails   | prove   | two and two are five",
        "self-check-hangs   | prove   | selfCheck() took over 800 ms",
        "digest-differs     | prove   | digest of shard 1, section sum",
        "digest-hangs       | prove   | comparing digests took over 800 ms",
        "ill                | prove   | ink is low",
        "take-fails         | switch  | no chair",
        "take-hangs         | switch  | take(2) took over 300 ms",
      })
  void failsBeforeItServes(String mood, String step, String reason) throws Exception {
    SwapView swap = swapTo(mood);

    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Failed);
    assertThat(swap.step()).isEqualTo(step);
    assertThat(swap.error()).startsWith(step + ": ").contains(reason);
    assertThat(swap.endedAt()).isNotNull();
    assertThat(swap.receipt().verdict()).startsWith("1.0.0 serves");
    assertThat(swap.receipt().stepsMs()).containsKeys("load", step, "undo");
    assertThat(swap.receipt().stepsMs()).doesNotContainKey("bake");
    firstServes();
  }

  @ParameterizedTest(name = "{0} is rolled back")
  @CsvSource(
      delimiter = '|',
      value = {
        "ill-when-serving    | unhealthy twice in a row: ink is low",
        "blocks-when-serving | event loop 0 has answered nothing",
      })
  void isRolledBackFromItsBake(String mood, String reason) throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").moods(mood));

    SwapView swap = node.swap(LEDGER, "2.0.0", Duration.ofSeconds(10));

    assertThat(swap.state()).as(swap.error()).isEqualTo(State.RolledBack);
    assertThat(swap.step()).isEqualTo("bake");
    assertThat(swap.error()).startsWith("bake: ").contains(reason);
    assertThat(swap.receipt().verdict()).startsWith("1.0.0 serves");
    firstServes();
  }

  @Test
  void failingCallsRollBack() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").moods("faulty"));
    SwapView begun = done(node.coordinator.begin(LEDGER, "2.0.0", Duration.ofMinutes(1), "tester"));
    node.reaches(begun, "bake");

    assertThatThrownBy(() -> done(node.add(0, 5))).hasRootCauseMessage("pen broke");

    SwapView swap = node.ended(begun);
    assertThat(swap.state()).isEqualTo(State.RolledBack);
    assertThat(swap.error()).startsWith("bake: 1 calls failed").contains("pen broke");
    firstServes();
  }

  @Test
  void shardsThatAreNotHandedOverAreSeized() throws Exception {
    node.close();
    node = TrialNode.withLedger(directory.resolve("unwilling"), TrialNode.HASTY, "hand-over-hangs");
    done(node.add(3, 7));

    SwapView swap = swapTo();

    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Succeeded);
    assertThat(swap.receipt().inFlightMoved()).isZero();
    assertThat(node.targets()).containsExactly("2.0.0");
    assertThat(node.sum(3)).isEqualTo(7);
  }

  @Test
  void oneThatDoesNotLetGoInBakeIsSeized() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").moods("ill-when-serving", "hand-over-hangs"));

    SwapView swap = node.swap(LEDGER, "2.0.0", Duration.ofSeconds(10));

    assertThat(swap.state()).as(swap.error()).isEqualTo(State.RolledBack);
    firstServes();
  }

  @Test
  void corruptJarIsRefused() throws Exception {
    Path jar = PluginJarBuilder.ledger("2.0.0").build(directory);
    byte[] bytes = Files.readAllBytes(jar);
    Files.write(jar, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    refused(jar, "jar: ");
  }

  @Test
  void damagedClassIsFoundWhenItIsLoaded() throws Exception {
    node.install(
        PluginJarBuilder.ledger("2.0.0").entry("trial/Ledger.class", new byte[] {1, 2, 3, 4}));

    SwapView swap = node.swap("2.0.0");

    assertThat(swap.state()).isEqualTo(State.Failed);
    assertThat(swap.error()).startsWith("load: ");
    firstServes();
  }

  @Test
  void jarThatChangedOnDiskIsRefused() throws Exception {
    Path stored = node.install(PluginJarBuilder.ledger("2.0.0")).directory().resolve("plugin.jar");
    Files.write(stored, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);

    SwapView swap = node.swap("2.0.0");

    assertThat(swap.error()).startsWith("load: jar: digest ").contains("(expected: as installed");
    firstServes();
  }

  @Test
  void missingMainClassIsRefused() throws Exception {
    Path jar = PluginJarBuilder.ledger("2.0.0").descriptor("main", "trial.Gone").build(directory);

    refused(jar, "main: trial.Gone is not in the jar");
  }

  @Test
  void mainClassThatIsNoPluginIsRefused() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").descriptor("main", "trial.LedgerShards"));

    SwapView swap = node.swap("2.0.0");

    assertThat(swap.state()).isEqualTo(State.Failed);
    assertThat(swap.error()).startsWith("load: main: trial.LedgerShards (expected: a class that");
    firstServes();
  }

  @Test
  void otherContractsAreRefused() throws Exception {
    Path jar = PluginJarBuilder.ledger("2.0.0").descriptor("contracts", ">=2.0.0").build(directory);

    refused(jar, "contracts: >=2.0.0 (expected: a range with 1.0.0 in it)");
  }

  /** Refused by the repository, with a receipt and nothing installed. */
  private void refused(Path jar, String reason) throws Exception {
    assertThatThrownBy(() -> node.repository.install(jar, "test"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(reason);
    assertThat(node.repository.versions(LEDGER)).hasSize(1);
    firstServes();
  }

  @Test
  void oneThatCannotStopIsLetGoOf() throws Exception {
    SwapView swap = swapTo("start-throws", "stop-hangs");

    assertThat(swap.error()).isEqualTo("start: no paper");
    firstServes();
  }

  @Test
  void failureAfterFailureEndsInASuccess() throws Exception {
    List<String> moods =
        List.of("start-throws", "digest-differs", "take-fails", "ill-when-serving");
    for (int i = 0; i < moods.size(); i++) {
      node.install(PluginJarBuilder.ledger("2.0." + i).moods(moods.get(i)));
      assertThat(node.swap(LEDGER, "2.0." + i, Duration.ofSeconds(5)).state())
          .isIn(State.Failed, State.RolledBack);
    }
    node.install(PluginJarBuilder.ledger("3.0.0"));

    SwapView swap = node.swap("3.0.0");

    assertThat(swap.state()).as(swap.error()).isEqualTo(State.Succeeded);
    assertThat(node.sum(2)).isEqualTo(12);
    assertThat(node.targets()).containsExactly("3.0.0");
  }

  @Test
  void otherKindIsNoSuccessor() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").descriptor("kind", "service"));

    SwapView swap = node.swap("2.0.0");

    assertThat(swap.state()).isEqualTo(State.Failed);
    assertThat(swap.error()).isEqualTo("load: kind: service (expected: broker, as of 1.0.0)");
    firstServes();
  }

  @Test
  void oneThatProvidesLessIsNoSuccessor() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").descriptor("provides", new JsonArray()));

    SwapView swap = node.swap("2.0.0");

    assertThat(swap.error())
        .isEqualTo("load: provides: [] (expected: at least [broker.shard], as of 1.0.0)");
    firstServes();
  }

  @ParameterizedTest
  @CsvSource({"fine,Succeeded", "ill-when-serving,RolledBack", "take-fails,Failed"})
  void newVersionMayProvideMore(String mood, State state) throws Exception {
    node.install(
        PluginJarBuilder.ledger("2.0.0")
            .descriptor("provides", JsonArray.of("broker.shard", "ledger.audit"))
            .moods("extra-port", mood));

    SwapView swap = node.swap(LEDGER, "2.0.0", Duration.ofMillis(300));

    assertThat(swap.state()).as(swap.error()).isEqualTo(state);
    assertThat(node.sum(1)).isEqualTo(11);
    assertThat(node.targets()).containsExactly(state == State.Succeeded ? "2.0.0" : "1.0.0");
    Slot audit = ((RequestPort) node.around.ports().port(AUDIT)).slot(1);
    assertThat(audit.target() != null).isEqualTo(state == State.Succeeded);
  }

  @Test
  void versionWithoutANewPortCanComeBack() throws Exception {
    node.install(
        PluginJarBuilder.ledger("2.0.0")
            .descriptor("provides", JsonArray.of("broker.shard", "ledger.audit"))
            .moods("extra-port"));
    node.swap("2.0.0");

    SwapView back = node.ended(done(node.coordinator.rollback(LEDGER, "tester")));

    assertThat(back.state()).as(back.error()).isEqualTo(State.Succeeded);
    assertThat(((RequestPort) node.around.ports().port(AUDIT)).slot(1).target()).isNull();
    firstServes();
  }

  @Test
  void callHeldByABlockedVersionIsAnsweredWithoutItsOutcome() throws Exception {
    node.install(PluginJarBuilder.ledger("2.0.0").moods("blocks-when-serving"));
    SwapView begun = done(node.coordinator.begin(LEDGER, "2.0.0", Duration.ofMinutes(1), "tester"));
    node.reaches(begun, "bake");
    Future<Long> stuck = node.add(0, 1000);

    assertThat(node.ended(begun).state()).isEqualTo(State.RolledBack);

    assertThatThrownBy(() -> done(stuck))
        .cause()
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo(ErrorCode.OutcomeUnknown));
    node.releaseBlocked();
    firstServes();
  }

  @Test
  void stillRefusesWhatIsNotInstalled() {
    assertThatThrownBy(() -> done(node.coordinator.begin(LEDGER, "9.0.0", null, "tester")))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(Problem.class)
        .hasMessage("version: 9.0.0 of ledger (expected: one of [1.0.0])");
  }
}
