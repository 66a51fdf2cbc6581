package io.hotswap.node.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/** The secret that signs a node's tokens: 32 random bytes in a file only its owner may read. */
public final class Secrets {
  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private Secrets() {}

  /** Where a node with this data directory keeps its secret. */
  public static Path file(Path dataDirectory) {
    return dataDirectory.resolve("auth").resolve("signing.key");
  }

  /**
   * Reads the secret and makes one first if there is none; safe when several processes do so at
   * once.
   */
  public static byte[] open(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    return read(file);
  }

  /** Reads an existing secret; refuses one that others may read or that is not whole. */
  public static byte[] read(Path file) throws IOException {
    if (posix(file)) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(mode)) {
        throw new IOException(
            file
                + ": "
                + PosixFilePermissions.toString(mode)
                + " (expected: rw-------, nobody but its owner may read the signing secret)");
      }
    }
    byte[] secret = Files.readAllBytes(file);
    if (secret.length < BYTES) {
      throw new IOException(
          file + ": " + secret.length + " bytes (expected: at least " + BYTES + ")");
    }
    return secret;
  }

  /** Has the file hold this secret, whatever was in it. */
  static void keep(Path file, byte[] secret) throws IOException {
    if (Files.exists(file) && Arrays.equals(read(file), secret)) {
      return;
    }
    Files.deleteIfExists(file);
    create(file, secret);
  }

  private static void create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    create(file, secret);
  }

  /** The file appears under its name only when it is whole and on the disk. */
  private static void create(Path file, byte[] secret) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    FileAttribute<?>[] mode =
        posix(directory)
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    Path draft = Files.createTempFile(directory, "signing", ".draft", mode);
    try {
      try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(secret);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      publish(draft, file);
      sync(directory);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** A link, unlike a move, never replaces the secret that somebody else made meanwhile. */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException theirs) {
      // Theirs is as good as ours, and tokens may have been signed with it.
    } catch (UnsupportedOperationException noLinks) {
      Files.move(draft, file);
    }
  }

  private static void sync(Path directory) throws IOException {
    if (posix(directory)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static boolean posix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix")
        && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
