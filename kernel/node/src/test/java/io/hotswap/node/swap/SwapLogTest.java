package io.hotswap.node.swap;

import static io.hotswap.node.swap.TrialNode.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.Receipt;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts survive the node. */
final class SwapLogTest {
  private static final String BEGAN = "2026-01-02T03:04:05.006Z";

  @TempDir private Path directory;
  private Vertx vertx;
  private Path file;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    file = directory.resolve("kernel/swaps.ndjson");
  }

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  private SwapLog log() throws Exception {
    return SwapLog.open(file, Strand.of(vertx));
  }

  private static SwapView view(String id, State state, String endedAt) {
    Map<String, Double> steps = new LinkedHashMap<>(Map.of("load", 1.5));
    steps.put("start", 2.0);
    return new SwapView(
        id,
        "ledger",
        "1.0.0",
        "2.0.0",
        "Direct",
        state,
        "bake",
        BEGAN,
        endedAt,
        "tester",
        null,
        new Receipt("aa", "bb", null, 4, 3, 2.25, 1, steps, "2.0.0 serves"));
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    SwapView ended = view("swap-1", State.Succeeded, BEGAN);
    SwapLog log = log();
    assertThat(log.nextId()).isEqualTo("swap-1");
    done(log.put(view("swap-1", State.Running, null)));
    done(log.put(ended));

    SwapLog again = log();

    assertThat(again.all()).containsExactly(ended);
    assertThat(again.nextId()).isEqualTo("swap-2");
    assertThat(Files.readAllLines(file)).as("rewritten with the last line of each").hasSize(1);
  }

  @Test
  void whatRanWhenTheNodeStoppedHasFailed() throws Exception {
    SwapLog log = log();
    done(log.put(view("swap-1", State.Running, null)));
    done(log.put(view("swap-2", State.Baking, null)));

    SwapLog again = log();

    assertThat(again.all())
        .hasSize(2)
        .allSatisfy(
            swap -> {
              assertThat(swap.state()).isEqualTo(State.Failed);
              assertThat(swap.error()).isEqualTo("bake: node stopped; 1.0.0 is active again");
              assertThat(swap.endedAt()).isNotNull();
            });
  }

  @Test
  void whatWasRetiringLeftTheNewVersionActive() throws Exception {
    SwapView running = view("swap-1", State.Baking, null);
    JsonObject line = SwapText.toJson(running).put("step", "retire");
    done(log().put(SwapText.fromJson(line)));

    SwapView stopped = log().find("swap-1").orElseThrow();
    assertThat(stopped.state()).isEqualTo(State.Succeeded);
    assertThat(stopped.endedAt()).isNotNull();
    assertThat(stopped.error()).isNull();
  }

  @Test
  void tornLineIsLeftOut() throws Exception {
    SwapView ended = view("swap-1", State.Failed, BEGAN);
    done(log().put(ended));
    String torn = Files.readString(file).substring(0, 40);
    Files.writeString(file, torn, StandardOpenOption.APPEND);

    SwapLog again = log();
    SwapView next = view("swap-2", State.Succeeded, BEGAN);
    done(again.put(next));

    assertThat(log().all()).containsExactly(next, ended);
  }

  @Test
  void opensThoughItCannotBeShortened() throws Exception {
    SwapView ended = view("swap-1", State.Failed, BEGAN);
    done(log().put(ended));
    Files.createDirectory(file.resolveSibling(file.getFileName() + ".new"));

    assertThat(log().all()).containsExactly(ended);
  }

  @Test
  void keepsTheNewest() throws Exception {
    SwapLog log = log();
    for (int i = 1; i <= SwapLog.KEPT_MAX + 5; i++) {
      SwapView view = view("swap-" + i, State.Succeeded, BEGAN);
      log.put(view);
    }
    done(log.put(view("swap-9999", State.Succeeded, BEGAN)));

    assertThat(log.all()).hasSize(SwapLog.KEPT_MAX);
    assertThat(log().all()).hasSize(SwapLog.KEPT_MAX);
    assertThat(log().find("swap-1")).isEmpty();
  }
}
