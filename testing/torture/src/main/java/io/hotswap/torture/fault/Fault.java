package io.hotswap.torture.fault;

import java.io.IOException;

/** Something bad, and its end. */
@FunctionalInterface
interface Fault {
  /** Fails only when there is no going on; findings are noted on the stage. */
  void strike(Stage stage) throws IOException, InterruptedException;
}
