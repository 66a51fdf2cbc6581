package io.hotswap.bench.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own for each system, so that what one client library left, or what the compiler
 * learnt of it, is nothing to the next.
 *
 * @param arguments of the command
 */
record Children(List<String> arguments) {
  private static final String SYSTEMS = "--systems";

  /** Measures one system; answers the exit code. */
  int run(String system) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Compare.class.getName());
    command.addAll(forOne(system));
    Process child =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread ending = new Thread(child::destroy, "end-child");
    Runtime.getRuntime().addShutdownHook(ending);
    int code = child.waitFor();
    Runtime.getRuntime().removeShutdownHook(ending);
    return code;
  }

  List<String> forOne(String system) {
    List<String> own = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(SYSTEMS)) {
        i++;
      } else if (!argument.startsWith(SYSTEMS + "=")) {
        own.add(argument);
      }
    }
    own.addAll(List.of(SYSTEMS, system));
    return own;
  }
}
