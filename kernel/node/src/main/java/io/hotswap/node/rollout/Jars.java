package io.hotswap.node.rollout;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.node.cluster.Peers;
import io.hotswap.node.loader.DurableFiles;
import io.hotswap.node.loader.InstalledVersion;
import io.hotswap.node.loader.PluginJar;
import io.hotswap.node.loader.Repository;
import io.hotswap.node.strand.Strand;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jars from node to node: whoever lacks one asks for it piece by piece, so that it need not fit a
 * message, and installs it as an upload would be.
 */
final class Jars {
  private static final Logger log = LoggerFactory.getLogger(Jars.class);
  private static final String KIND = "rollout.jar";
  private static final int CHUNK_MAX = 256 * 1024;
  private static final int TRIES = 4;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private final Peers peers;
  private final Strand strand;
  private final Repository repository;
  private final Path incoming;
  private final long bytesMax;

  /** Which bytes of which jar; the answer is shorter than a chunk only at the end. */
  record Piece(String plugin, String version, String digest, long offset) {}

  Jars(Peers peers, Strand strand, Repository repository, Path incoming, long bytesMax) {
    this.peers = peers;
    this.strand = strand;
    this.repository = repository;
    this.incoming = incoming;
    this.bytesMax = bytesMax;
    peers.answer(KIND, (from, body) -> read(Json.read(body, Piece.class)));
  }

  private Future<Buffer> read(Piece piece) {
    InstalledVersion installed =
        repository
            .version(piece.plugin(), piece.version())
            .filter(version -> version.digest().equals(piece.digest()))
            .orElseThrow(
                () ->
                    Problem.of(
                        ErrorCode.PluginNotFound,
                        "version: %s %s with digest %s (expected: a stored one)"
                            .formatted(piece.plugin(), piece.version(), piece.digest())));
    return strand.blocking(() -> read(installed.jar(), piece.offset()));
  }

  private static Buffer read(Path jar, long offset) throws IOException {
    try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(CHUNK_MAX);
      long at = offset;
      while (bytes.hasRemaining()) {
        int read = channel.read(bytes, at);
        if (read < 0) {
          break;
        }
        at += read;
      }
      return Buffer.buffer(bytes.position()).appendBytes(bytes.array(), 0, bytes.position());
    }
  }

  /** Tries the sources one after the other; the failure of the last one is told. */
  Future<Void> obtain(String plugin, String version, String digest, List<String> sources) {
    List<String> others = sources.stream().filter(each -> !each.equals(peers.self())).toList();
    Future<Void> got =
        Future.failedFuture(
            Problem.of(
                ErrorCode.Unavailable,
                "version: %s %s is on no other node (expected: on one of %s)"
                    .formatted(plugin, version, sources)));
    for (String source : others) {
      got = got.recover(before -> from(source, new Piece(plugin, version, digest, 0)));
    }
    return got;
  }

  private Future<Void> from(String source, Piece first) {
    log.info("{} {} is fetched from {}", first.plugin(), first.version(), source);
    return strand
        .blocking(
            () -> {
              Files.createDirectories(incoming);
              return Files.createTempFile(incoming, "jar-", ".jar");
            })
        .compose(
            file ->
                pieces(source, file, first)
                    .compose(done -> strand.blocking(() -> install(source, file, first)))
                    .eventually(() -> strand.blocking(() -> delete(file))));
  }

  private static Void delete(Path file) throws IOException {
    DurableFiles.delete(file);
    return null;
  }

  private Void install(String source, Path file, Piece piece) throws IOException {
    String digest = PluginJar.digest(file);
    if (!digest.equals(piece.digest())) {
      throw new IOException(
          "jar of %s from %s: digest %s (expected: %s)"
              .formatted(piece.plugin(), source, digest, piece.digest()));
    }
    repository.install(file, "rollout");
    return null;
  }

  private Future<Void> pieces(String source, Path file, Piece piece) {
    return ask(source, piece, TRIES)
        .compose(bytes -> strand.blocking(() -> append(file, bytes)))
        .compose(
            length -> {
              long end = piece.offset() + length;
              if (end > bytesMax) {
                return Future.failedFuture(
                    new IOException("jar: over " + bytesMax + " bytes (expected: at most)"));
              }
              return length < CHUNK_MAX
                  ? Future.succeededFuture()
                  : pieces(
                      source,
                      file,
                      new Piece(piece.plugin(), piece.version(), piece.digest(), end));
            });
  }

  private Future<Buffer> ask(String source, Piece piece, int tries) {
    return peers
        .ask(source, KIND, Json.write(piece), ANSWER_MAX)
        .recover(
            lost -> {
              boolean refused =
                  lost instanceof Problem problem && problem.code() == ErrorCode.PluginNotFound;
              return tries <= 1 || refused
                  ? Future.failedFuture(lost)
                  : ask(source, piece, tries - 1);
            });
  }

  private static Integer append(Path file, Buffer bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes.getBytes());
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
    return bytes.length();
  }
}
