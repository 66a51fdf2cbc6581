package io.hotswap.bench.compare;

import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.peer.Peer;
import io.hotswap.bench.compare.peer.Place;
import io.hotswap.bench.compare.peer.Session;
import io.hotswap.bench.compare.process.Server;
import io.hotswap.bench.compare.report.Row;
import io.hotswap.bench.compare.workload.Load;
import io.hotswap.bench.compare.workload.Stand;
import io.hotswap.bench.compare.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What is done to each system: started, warmed up, measured, stopped.
 *
 * @param warmUp full load before anything counts, for brokers that get faster as they run
 */
record Course(
    List<Workload> workloads,
    List<Integer> sizes,
    Load load,
    Duration warmUp,
    Map<String, String> settings) {
  private static final int SIZE_LEAST = 32;
  private static final int SIZE_MOST = 1_000_000;

  Course {
    for (int size : sizes) {
      if (size < SIZE_LEAST || size > SIZE_MOST) {
        throw new IllegalArgumentException(
            "size: %d (expected: %d..%d)".formatted(size, SIZE_LEAST, SIZE_MOST));
      }
    }
  }

  /** What cannot be measured has a row that says why. */
  List<Row> run(Peer peer, Path out, PrintWriter log) throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (Server server = start(peer, out);
        Session session = peer.open(place(peer, server))) {
      Stand stand =
          new Stand(
              peer,
              place(peer, server),
              session,
              server.processes(),
              load,
              out.toAbsolutePath(),
              log);
      say(log, peer.name() + ": warming up for " + warmUp.toSeconds() + " s");
      warmUp(stand);
      for (Workload workload : workloads) {
        for (int size : workload.sizes(sizes)) {
          say(log, peer.name() + ": " + workload.name() + ", " + size + " bytes");
          rows.addAll(measured(stand, workload, size));
        }
      }
    } catch (Server.NotInstalled e) {
      rows.add(
          Row.without(peer.name(), peer.confirmMeans(), "all", "not installed: " + e.getMessage()));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      rows.add(Row.failed(peer.name(), peer.confirmMeans(), "all", reason(e)));
    }
    return rows;
  }

  private static List<Row> measured(Stand stand, Workload workload, int size)
      throws InterruptedException {
    try {
      return workload.run(stand, size);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String why = reason(e);
      say(stand.log(), why);
      return List.of(
          Row.failed(stand.peer().name(), stand.peer().confirmMeans(), workload.name(), why));
    }
  }

  /** With causes: some clients say nothing by themselves. */
  private static String reason(Throwable failed) {
    List<String> reasons = new ArrayList<>();
    for (Throwable one = failed; one != null; one = one.getCause()) {
      reasons.add(one.toString());
    }
    return String.join(": ", reasons);
  }

  private Server start(Peer peer, Path out) throws IOException, InterruptedException {
    Path servers = Files.createDirectories(out.toAbsolutePath().resolve("servers"));
    Path folder = Files.createTempDirectory(servers, peer.name() + "-");
    if (peer.server().isEmpty()) {
      return Server.none(folder);
    }
    List<String> command = new ArrayList<>(peer.server());
    Path scripts = Path.of(System.getProperty("bench.peers", "bench/peers")).toAbsolutePath();
    command.set(0, scripts.resolve(command.get(0)).toString());
    return Server.start(command, folder, port(peer));
  }

  private int port(Peer peer) {
    return new Place(0, Path.of(""), settings).number(peer.name() + ".port", peer.port());
  }

  private Place place(Peer peer, Server server) {
    return new Place(port(peer), server.folder(), settings);
  }

  private void warmUp(Stand stand) throws Exception {
    if (warmUp.isZero()) {
      return;
    }
    List<Destination> queue = List.of(Destination.queue(Stand.freshName("warm-up")));
    try (Flow flow = stand.flow(stand.plan(queue, sizes.get(0), 0), false)) {
      flow.open(true).prime();
      flow.start(Long.MAX_VALUE);
      LockSupport.parkNanos(warmUp.toNanos());
      flow.finish();
    }
  }

  private static void say(PrintWriter log, String what) {
    log.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + what);
    log.flush();
  }
}
