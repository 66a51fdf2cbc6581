package io.hotswap.bench;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** What a command measures, and prints as it goes. */
interface Measuring {
  void measure(PrintWriter out) throws IOException, InterruptedException;

  /** The exit code: 1, with its reason on the error stream, if a node refused. */
  static int run(CommandSpec spec, Measuring what) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      what.measure(out);
      return 0;
    } catch (IOException failed) {
      spec.commandLine().getErr().println("error: " + failed.getMessage());
      return 1;
    } finally {
      out.flush();
    }
  }
}
