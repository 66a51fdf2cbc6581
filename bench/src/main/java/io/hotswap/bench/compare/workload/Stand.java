package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.load.Flow;
import io.hotswap.bench.compare.load.FlowPlan;
import io.hotswap.bench.compare.peer.Destination;
import io.hotswap.bench.compare.peer.Peer;
import io.hotswap.bench.compare.peer.Place;
import io.hotswap.bench.compare.peer.Session;
import io.hotswap.bench.compare.process.ProcessTree;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One system, started and connected to, with what is wanted of it.
 *
 * @param out folder of the results
 * @param log for what is going on
 */
public record Stand(
    Peer peer,
    Place place,
    Session session,
    ProcessTree broker,
    Load load,
    Path out,
    PrintWriter log) {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long STARTED = System.currentTimeMillis();

  /** A name that nothing had before. */
  public static String freshName(String prefix) {
    return "%s-%s-%d"
        .formatted(prefix, Long.toString(STARTED, Character.MAX_RADIX), NUMBER.incrementAndGet());
  }

  public Flow flow(FlowPlan plan, boolean windowed) {
    return new Flow(session, plan, windowed, load.patience());
  }

  /** As fast as it goes, or at that rate, through these. */
  public FlowPlan plan(List<Destination> destinations, int size, int rate) {
    return new FlowPlan(
        destinations,
        load.producers(),
        load.consumers(),
        size,
        rate,
        load.window(),
        load.backlog());
  }
}
