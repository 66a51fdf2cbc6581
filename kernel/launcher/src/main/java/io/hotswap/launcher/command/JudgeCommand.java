package io.hotswap.launcher.command;

import io.hotswap.history.Judgement;
import io.hotswap.history.Promises;
import io.hotswap.history.Promises.Guarantee;
import io.hotswap.launcher.client.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges what clients saw, whoever they were. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description = {
      "Judges histories of clients: what was lost, doubled, invented, changed or out of order.",
      "The files are one history, one JSON object per line; docs/formats/history.md describes it.",
      "Exits 1 if a promise was broken, 2 if a file is no history."
    })
public final class JudgeCommand implements Callable<Integer> {
  private static final Map<String, Guarantee> GUARANTEES =
      new TreeMap<>(
          Map.of(
              "AtMostOnce", Guarantee.AT_MOST_ONCE,
              "AtLeastOnce", Guarantee.AT_LEAST_ONCE,
              "ExactlyOnce", Guarantee.EXACTLY_ONCE));

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "histories, in any order")
  private List<Path> files;

  @Option(
      names = "--guarantee",
      defaultValue = "AtLeastOnce",
      description = "of the topic: AtMostOnce, AtLeastOnce, ExactlyOnce; default ${DEFAULT-VALUE}")
  private String guarantee;

  @Option(names = "--unordered", description = "messages of a key need not keep their order")
  private boolean unordered;

  @Option(
      names = "--seamless",
      description = "also broken by a closed connection, or a request refused or without answer")
  private boolean seamless;

  @Option(names = "--json", description = "the verdict as one line of JSON")
  private boolean json;

  @Override
  public Integer call() {
    Judgement judgement;
    try {
      judgement = Judgement.of(existing(), promises());
    } catch (IOException | IllegalArgumentException noHistory) {
      throw CommandFailure.usage(noHistory.getMessage());
    }
    String text = json ? judgement.json() + System.lineSeparator() : judgement.text();
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    boolean kept = seamless ? judgement.seamless() : judgement.kept();
    if (judgement.kept() && !kept && !json) {
      spec.commandLine().getOut().println("but clients noticed (expected: nothing, --seamless)");
    }
    return kept ? 0 : CommandFailure.FAILED;
  }

  private List<Path> existing() {
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw CommandFailure.usage("file: " + file + " (expected: a history that can be read)");
      }
    }
    return files;
  }

  private Promises promises() {
    Guarantee known = GUARANTEES.get(guarantee);
    if (known == null) {
      throw CommandFailure.usage(
          "guarantee: " + guarantee + " (expected: one of " + GUARANTEES.keySet() + ")");
    }
    Promises promises = Promises.of(known);
    return unordered ? promises.unordered() : promises;
  }
}
