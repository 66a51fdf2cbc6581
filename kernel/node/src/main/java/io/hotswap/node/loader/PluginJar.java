package io.hotswap.node.loader;

import io.hotswap.contracts.plugin.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * A plugin's jar, looked at without loading a class of it. Blocking.
 *
 * @param digest lower-case hex SHA-256 of its bytes
 */
public record PluginJar(Path file, Descriptor descriptor, String digest) {
  private static final int ENTRIES_MAX = 20_000;
  private static final int DESCRIPTOR_BYTES_MAX = 64 * 1024;

  /** Checks everything but the signature. */
  static PluginJar inspect(Path file, long bytesMax) throws IOException {
    long size = Files.size(file);
    if (size > bytesMax) {
      throw Rejection.of("jar", size + " bytes", "at most " + bytesMax);
    }
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      if (jar.size() > ENTRIES_MAX) {
        throw Rejection.of("jar", jar.size() + " entries", "at most " + ENTRIES_MAX);
      }
      Descriptor descriptor = DescriptorReader.read(descriptorOf(jar));
      String main = descriptor.main().replace('.', '/') + ".class";
      if (jar.getEntry(main) == null) {
        throw Rejection.of("main", descriptor.main() + " is not in the jar", "the entry " + main);
      }
      return new PluginJar(file, descriptor, digest(file));
    } catch (ZipException | EOFException | IllegalArgumentException broken) {
      throw Rejection.of("jar", broken.getMessage(), "a readable jar file");
    }
  }

  private static String descriptorOf(JarFile jar) throws IOException {
    ZipEntry entry = jar.getEntry(Descriptor.RESOURCE);
    if (entry == null) {
      throw Rejection.of("descriptor", "missing", "an entry " + Descriptor.RESOURCE);
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(DESCRIPTOR_BYTES_MAX + 1);
      if (bytes.length > DESCRIPTOR_BYTES_MAX) {
        throw Rejection.of("descriptor", "too long", "at most " + DESCRIPTOR_BYTES_MAX + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  static Optional<String> claimedId(Path file) {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      return DescriptorReader.claimedId(descriptorOf(jar));
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  public static String digest(Path file) throws IOException {
    MessageDigest sha = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** The digest that all of HotSwap uses. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Copies {@code lib/*.jar} into {@code directory} under names of our own making: none in the jar
   * can point out of it.
   *
   * @param bytesMax of all of them unpacked, so that a small jar cannot fill the disk
   */
  void extractLibraries(Path directory, long bytesMax) throws IOException {
    long left = bytesMax;
    Set<String> seen = new HashSet<>();
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      for (ZipEntry entry : jar.stream().filter(PluginJar::isLibrary).toList()) {
        String name = entry.getName().substring("lib/".length());
        if (!name.matches("[\\w.+-]{1,120}\\.jar") || !seen.add(name.toLowerCase(Locale.ROOT))) {
          throw Rejection.of("lib", name, "distinct jars right below lib/ with plain names");
        }
        Files.createDirectories(directory);
        left -= copy(jar, entry, directory.resolve(name), left);
        DurableFiles.sync(directory.resolve(name));
      }
    }
  }

  private static boolean isLibrary(ZipEntry entry) {
    return entry.getName().startsWith("lib/") && !entry.isDirectory();
  }

  private static long copy(JarFile jar, ZipEntry entry, Path to, long bytesMax) throws IOException {
    long copied = 0;
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = jar.getInputStream(entry);
        OutputStream out = Files.newOutputStream(to)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        copied += n;
        if (copied > bytesMax) {
          throw Rejection.of("lib", entry.getName() + " is too large", "libraries within bounds");
        }
        out.write(buffer, 0, n);
      }
    }
    return copied;
  }
}
