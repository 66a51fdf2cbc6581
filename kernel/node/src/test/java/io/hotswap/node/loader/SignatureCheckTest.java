package io.hotswap.node.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.jars.PluginJarBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs with the JDK's own tools, as an operator would. */
class SignatureCheckTest {
  @TempDir private static Path temp;

  private static Path keys;
  private static Path pem;
  private static Path strangerPem;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = temp.resolve("keys.p12");
    for (String alias : List.of("builder", "stranger")) {
      tool(
          "keytool",
          "-genkeypair",
          "-alias",
          alias,
          "-keyalg",
          "EC",
          "-dname",
          "CN=" + alias,
          "-validity",
          "30",
          "-keystore",
          keys.toString(),
          "-storepass",
          "changeit");
    }
    pem = export("builder");
    strangerPem = export("stranger");
  }

  private static Path export(String alias) throws Exception {
    Path file = temp.resolve(alias + ".pem");
    tool(
        "keytool",
        "-exportcert",
        "-rfc",
        "-alias",
        alias,
        "-file",
        file.toString(),
        "-keystore",
        keys.toString(),
        "-storepass",
        "changeit");
    return file;
  }

  private static void tool(String name, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private static Path unsigned() throws IOException {
    return PluginJarBuilder.door("1.0.0").build(temp);
  }

  private static Path signed() throws Exception {
    Path jar = unsigned();
    tool(
        "jarsigner",
        "-keystore",
        keys.toString(),
        "-storepass",
        "changeit",
        jar.toString(),
        "builder");
    return jar;
  }

  /** The jar with one more entry, or with one of its entries changed. */
  private static Path with(Path jar, String entry) throws IOException {
    Path changed = Files.createTempFile(temp, "changed", ".jar");
    try (JarFile in = new JarFile(jar.toFile(), false);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(changed))) {
      for (JarEntry each : in.stream().toList()) {
        if (!each.getName().equals(entry)) {
          out.putNextEntry(new JarEntry(each.getName()));
          in.getInputStream(each).transferTo(out);
        }
      }
      out.putNextEntry(new JarEntry(entry));
      out.write(1);
    }
    return changed;
  }

  private static SignatureCheck required(Path store) {
    return SignatureCheck.of(Optional.of(store), true);
  }

  @Test
  void aTrustedSignerPassesWhateverTheFormOfTheStore() throws Exception {
    Path jar = signed();
    assertThatCode(() -> required(pem).verify(jar)).doesNotThrowAnyException();
    assertThatCode(() -> required(keys).verify(jar)).doesNotThrowAnyException();
  }

  @Test
  void unsignedAndUnknownAreRefusedWhereRequired() throws Exception {
    assertThatThrownBy(() -> required(pem).verify(unsigned()))
        .hasMessageContaining("is not signed (expected: a signed jar in profile production)");
    assertThatThrownBy(() -> required(strangerPem).verify(signed()))
        .hasMessageContaining("signed by somebody unknown");
    assertThatThrownBy(() -> SignatureCheck.of(Optional.empty(), true).verify(signed()))
        .hasMessageContaining("one of 0 certificates");
    assertThatCode(() -> SignatureCheck.of(Optional.empty(), false).verify(unsigned()))
        .doesNotThrowAnyException();
  }

  @Test
  void changesAfterSigningAreRefused() throws Exception {
    Path changed = with(signed(), "trial/Door.class");
    assertThatThrownBy(() -> SignatureCheck.of(Optional.empty(), false).verify(changed))
        .hasMessageContaining("unchanged since it was signed");
    Path added = with(signed(), "extra.txt");
    assertThatThrownBy(() -> required(pem).verify(added))
        .hasMessageContaining("extra.txt is not signed");
  }

  @Test
  void aStoreWithoutCertificatesIsRefused() throws Exception {
    Path nothing = Files.writeString(temp.resolve("nothing.p12"), "nothing");
    assertThatThrownBy(() -> required(nothing)).hasMessageContaining("kernel.trust-store");
    assertThatThrownBy(() -> required(temp.resolve("absent.pem")))
        .hasMessageContaining("absent.pem (expected: certificates in PEM");
  }

  /** What the directory of the jar promises, its data does not keep. */
  @Test
  void damagedEntriesAreRefusedAsAJar() throws Exception {
    Path jar = unsigned();
    byte[] bytes = Files.readAllBytes(jar);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int data = text.indexOf("trial/Door.class") + "trial/Door.class".length();
    for (int i = data + 10; i < data + 60; i++) {
      bytes[i] ^= 0x55;
    }
    Path damaged = Files.write(temp.resolve("damaged.jar"), bytes);
    assertThatThrownBy(() -> SignatureCheck.of(Optional.empty(), false).verify(damaged))
        .isInstanceOf(Problem.class)
        .hasMessageStartingWith("jar: ")
        .hasMessageContaining("(expected: a jar whose entries can all be read)")
        .extracting(refused -> ((Problem) refused).code())
        .isEqualTo(ErrorCode.PluginRejected);
  }
}
