package io.hotswap.cluster.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** A server that holds the log of all nodes. */
public interface StoreServer extends AutoCloseable {

  /** The servers there are. */
  enum Kind {
    POSTGRES,
    REDIS;

    /** By the name that a command line gives it. */
    public static Kind parse(String name) {
      for (Kind kind : values()) {
        if (kind.toString().equals(name)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "store: %s (expected: %s or %s)".formatted(name, POSTGRES, REDIS));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One on a free port, with its files in that directory, that answers already. */
  static StoreServer started(Kind kind, Path directory) throws IOException {
    return switch (kind) {
      case POSTGRES -> new PostgresServer(directory);
      case REDIS -> new RedisServer(directory);
    };
  }

  Kind kind();

  /**
   * The sections of a node's configuration that name it.
   *
   * @param host by which the node reaches this machine
   */
  String configuration(String host, int shards);

  /** Its processes end at once. */
  void kill() throws IOException;

  /** It ends as it does when it is told to. */
  void stop() throws IOException;

  /** On the same data and port, after {@link #kill} or {@link #stop}. */
  void start() throws IOException;

  @Override
  void close() throws IOException;
}
