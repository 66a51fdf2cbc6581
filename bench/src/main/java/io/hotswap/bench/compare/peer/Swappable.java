package io.hotswap.bench.compare.peer;

import io.hotswap.load.SwapOutcome;
import java.io.IOException;
import java.util.List;

/** A session of a system that can be upgraded while it serves. */
public interface Swappable {
  /** Parts to swap, one after the other. */
  List<String> parts();

  /** Swaps to the part's other version, and waits for the end. */
  SwapOutcome swap(String part) throws IOException;
}
