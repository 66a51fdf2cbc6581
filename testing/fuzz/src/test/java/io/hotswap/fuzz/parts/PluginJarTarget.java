package io.hotswap.fuzz.parts;

import static io.hotswap.fuzz.engine.Refusals.require;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.plugin.Descriptor;
import io.hotswap.fuzz.engine.JsonMutator;
import io.hotswap.fuzz.engine.Mutator;
import io.hotswap.fuzz.engine.Target;
import io.hotswap.node.loader.Repository;
import io.hotswap.node.loader.SignatureCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Jars of plugins as somebody uploads them. An input that begins like JSON is a descriptor, and is
 * put into a jar that is sound otherwise; any other is the jar.
 */
final class PluginJarTarget implements Target {
  private static final String MAIN = "io.hotswap.push.PushPlugin";
  private static final List<String> WORDS =
      List.of(
          "id",
          "version",
          "kind",
          "contracts",
          "main",
          "provides",
          "drainTimeout",
          "eventLoops",
          "configSchema",
          ">=1.0.0 <2.0.0",
          "^1",
          "~1.0",
          "1.x",
          "*",
          "||",
          "1.0.0-beta+7",
          "service",
          "broker",
          "policy",
          MAIN,
          "java.lang.Object",
          "../x",
          "push.log");

  private final Path home;
  private final Repository repository;

  PluginJarTarget(Path home) throws IOException {
    this.home = home;
    this.repository =
        Repository.open(
            home.resolve("plugins"),
            1 << 20,
            SignatureCheck.of(Optional.empty(), false),
            Clock.systemUTC());
  }

  @Override
  public String name() {
    return "plugin-jar";
  }

  @Override
  public List<byte[]> seeds() {
    String descriptor =
        """
        {"id":"fuzz","version":"1.0.0","kind":"service","contracts":">=1.0.0 <2.0.0",
         "main":"io.hotswap.push.PushPlugin","provides":["push.log"],"drainTimeout":"25s",
         "eventLoops":1,"configSchema":{"type":"object","properties":{"a":{"type":"string"}}}}
        """;
    byte[] json = descriptor.getBytes(StandardCharsets.UTF_8);
    return List.of(json, jar(json));
  }

  @Override
  public byte[] mutate(byte[] input, Mutator mutator) {
    return isDescriptor(input)
        ? new JsonMutator(mutator, WORDS).change(input, seeds().subList(0, 1))
        : mutator.bytes(input, seeds());
  }

  private static boolean isDescriptor(byte[] input) {
    return input.length > 0 && (input[0] == '{' || input[0] == '[');
  }

  @Override
  public void check(byte[] input) throws IOException {
    Path jar = home.resolve("upload.jar");
    Files.write(jar, isDescriptor(input) ? jar(input) : input);
    Repository.claimedId(jar);
    try {
      Repository.Installed installed = repository.install(jar, "fuzz");
      require(installed.version().directory().startsWith(home), "out of its directory");
      repository.remove(installed.version());
    } catch (Problem refused) {
      require(refused.code().status() / 100 == 4, "refused with " + refused.code());
      require(!refused.getMessage().isBlank(), "refused without a word");
    }
    try (Stream<Path> left = Files.list(home.resolve("plugins").resolve(".incoming"))) {
      require(left.findAny().isEmpty(), "something was left behind");
    }
  }

  private static byte[] jar(byte[] descriptor) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, Descriptor.RESOURCE, descriptor);
      put(zip, MAIN.replace('.', '/') + ".class", new byte[] {1});
      put(zip, "lib/a.jar", new byte[] {2});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
