package io.hotswap.fuzz.parts;

import io.hotswap.fuzz.engine.Refusals;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.node.config.ConfigException;
import io.hotswap.node.config.NodeConfig;
import io.hotswap.node.config.Overrides;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Configuration files: a configuration, or a refusal for the operator. */
final class ConfigTarget implements Target {
  static final List<String> WORDS =
      List.of(
          "node:",
          "edge:",
          "kernel:",
          "auth:",
          "event-bus:",
          "  id: ",
          "  port: ",
          "  host: ",
          "  data: ",
          "  profile: ",
          "${HOME}",
          "${A:1}",
          "${",
          "}",
          "null",
          "true",
          "~",
          "- ",
          "[]",
          "{}",
          "&a ",
          "*a",
          "!!int ",
          "|\n",
          ">\n",
          "\t",
          "---\n",
          "...\n",
          "0x10",
          "1e3",
          ".inf",
          "64MiB",
          "5s",
          "10d",
          "<<: ",
          "? ",
          "\u0000",
          "\ufeff",
          "  - id: x\n");

  private static final String KEYS =
      """
      auth:
        verified-max: 10
        api-keys:
          - id: billing
            sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
            subject: billing
            roles: [producer, viewer]
            topics: ["orders.*"]
      event-bus:
        outbound: ["a.*"]
      kernel:
        trust-store: x.p12
      broker:
        a: {b: [1, 2.5, null, ${X:y}]}
      """;

  @Override
  public String name() {
    return "config";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("../../conf"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        // Without its comments: there is little to find in them.
        String text = Files.readString(file).replaceAll("(?m)\\s*#.*$", "");
        all.add(text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.add(KEYS.getBytes(StandardCharsets.UTF_8));
    all.add("node: {id: n, port: 0}".getBytes(StandardCharsets.UTF_8));
    return all;
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      NodeConfig.parse(text, "fuzz.yaml", name -> name.equals("HOME") ? "x" : null, Overrides.NONE);
    } catch (ConfigException refused) {
      Refusals.explained(refused.getMessage());
    }
  }
}
