package io.hotswap.node.swap;

import io.hotswap.contracts.admin.SwapView;
import io.hotswap.contracts.admin.SwapView.State;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.contracts.plugin.Signals;
import io.hotswap.contracts.plugin.WaitKey;
import io.hotswap.node.config.KernelSettings;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All swaps of this node. Any thread may call; refusals are {@code Problem}s and changed nothing.
 * One swap of a plugin runs at a time; different plugins do not wait for each other.
 */
public final class Swaps {
  private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);

  private final Fleet fleet;
  private final KernelSettings settings;
  private final Strand strand;
  private final Signals signals;
  private final Clock clock;
  private final RandomGenerator random;
  private final SwapJournal journal;
  private final Map<String, SwapRun> running = new ConcurrentHashMap<>();

  /** By number of arrival, so that the newest can be listed first and the oldest dropped. */
  private final ConcurrentSkipListMap<Long, SwapView> views = new ConcurrentSkipListMap<>();

  private final Map<String, Long> numbers = new ConcurrentHashMap<>();

  /**
   * Reads the journal, so the caller may block.
   *
   * @param file of the journal; its directory exists
   */
  public Swaps(
      Fleet fleet,
      KernelSettings settings,
      Strand strand,
      Signals signals,
      Clock clock,
      RandomGenerator random,
      Path file) {
    this.fleet = fleet;
    this.settings = settings;
    this.strand = strand;
    this.signals = signals;
    this.clock = clock;
    this.random = random;
    this.journal = new SwapJournal(file);
    journal.load(SwapRun.now(clock)).forEach(this::keep);
  }

  /**
   * Begins a swap; completes with its first view.
   *
   * @param bake null for the configured default
   */
  public Future<SwapView> begin(String plugin, String version, Duration bake, String by) {
    return strand.call(() -> Future.succeededFuture(beginNow(plugin, version, bake, by)));
  }

  /** Ends a bake by switching back, or begins a swap to the previous version. */
  public Future<SwapView> rollback(String plugin, String by) {
    return strand.call(
        () -> {
          fleet.active(plugin);
          SwapRun run = running.get(plugin);
          if (run != null && run.rollBack()) {
            return Future.succeededFuture(run.view());
          }
          String previous =
              fleet
                  .previous(plugin)
                  .orElseThrow(
                      () ->
                          Problem.of(
                              ErrorCode.Conflict,
                              plugin + ": no version before the active one to go back to"));
          return Future.succeededFuture(beginNow(plugin, previous, null, by));
        });
  }

  /** Newest first. */
  public List<SwapView> list() {
    return new ArrayList<>(views.descendingMap().values());
  }

  public SwapView get(String id) {
    Long number = numbers.get(id);
    SwapView view = number == null ? null : views.get(number);
    if (view == null) {
      throw Problem.of(ErrorCode.SwapNotFound, "swap: " + id + " (expected: the id of a swap)");
    }
    return view;
  }

  /** Whether no swap runs. */
  public boolean idle() {
    return running.isEmpty();
  }

  private SwapView beginNow(String plugin, String version, Duration bake, String by) {
    LiveVersion active = fleet.active(plugin);
    if (fleet.kind(plugin) == Descriptor.Kind.store) {
      throw Problem.of(ErrorCode.NotImplemented, plugin + ": swapping a store is not live yet");
    }
    SwapRun other = running.get(plugin);
    if (other != null) {
      throw Problem.of(
          ErrorCode.SwapInProgress,
          plugin + ": swap " + other.view().id() + " is " + other.view().state());
    }
    fleet.requireInstalled(plugin, version);
    if (active.version().equals(version)) {
      return nothingToDo(plugin, active, by);
    }
    Duration time = bake == null ? settings.bakeDefault() : bake;
    SwapState state = new SwapState(plugin, version, time, fleet, settings, strand);
    SwapRun run = new SwapRun(newId(), state, by, clock, this::changed);
    running.put(plugin, run);
    SwapView first = run.view();
    keep(first);
    LOG.info("swap {} of {}: {} to {}, asked by {}", first.id(), plugin, first.from(), version, by);
    write(first).compose(done -> run.run()).onComplete(done -> finished(plugin, run));
    return first;
  }

  private SwapView nothingToDo(String plugin, LiveVersion active, String by) {
    String now = SwapRun.now(clock);
    String version = active.version();
    SwapView.Receipt receipt =
        new SwapView.Receipt(
            active.digest(), active.digest(), null, 0, 0, 0, 0, Map.of(), "already active");
    SwapView view =
        new SwapView(
            newId(),
            plugin,
            version,
            version,
            "Direct",
            State.Succeeded,
            "none",
            now,
            now,
            by,
            null,
            receipt);
    keep(view);
    write(view);
    return view;
  }

  private void finished(String plugin, SwapRun run) {
    SwapView view = run.view();
    LOG.info("swap {}: {} {}", view.id(), view.state(), view.error() == null ? "" : view.error());
    // NB: free for the next swap only once the receipt is on disk and shown.
    write(view)
        .onComplete(
            done -> {
              running.remove(plugin, run);
              show(view);
            });
  }

  /** Ends are shown by {@link #finished}, when a next swap may begin. */
  private void changed(SwapView view) {
    if (view.endedAt() == null) {
      show(view);
    }
  }

  private void show(SwapView view) {
    keep(view);
    signals.signal(WaitKey.swap(view.id()), Integer.MAX_VALUE);
  }

  private void keep(SwapView view) {
    long number =
        numbers.computeIfAbsent(view.id(), id -> views.isEmpty() ? 0 : views.lastKey() + 1);
    views.put(number, view);
    while (views.size() > SwapJournal.KEPT_MAX) {
      numbers.remove(views.pollFirstEntry().getValue().id());
    }
  }

  private Future<Void> write(SwapView view) {
    return strand
        .<Void>blockingInOrder(
            () -> {
              journal.append(view);
              return null;
            })
        .otherwise(
            failure -> {
              LOG.error("swap {}: receipt not written", view.id(), failure);
              return null;
            });
  }

  private String newId() {
    byte[] bytes = new byte[6];
    random.nextBytes(bytes);
    return "swap-" + HexFormat.of().formatHex(bytes);
  }
}
