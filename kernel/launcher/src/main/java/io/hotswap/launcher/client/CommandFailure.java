package io.hotswap.launcher.client;

import java.util.List;

/** Ends a command with an exit code and lines for its user, never with a stack trace. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Refused by the node, or failed. */
  public static final int FAILED = 1;

  /** Wrong use. */
  public static final int USAGE = 2;

  /** No node there. */
  public static final int UNREACHABLE = 3;

  private final int exitCode;
  private final transient List<String> more;

  private CommandFailure(int exitCode, String message, List<String> more) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.more = List.copyOf(more);
  }

  public static CommandFailure failed(String message) {
    return new CommandFailure(FAILED, message, List.of());
  }

  /** With one line for each field that was wrong. */
  public static CommandFailure refused(String message, List<String> fields) {
    return new CommandFailure(FAILED, message, fields);
  }

  public static CommandFailure usage(String message) {
    return new CommandFailure(USAGE, message, List.of());
  }

  public static CommandFailure unreachable(String message) {
    return new CommandFailure(UNREACHABLE, message, List.of());
  }

  public int exitCode() {
    return exitCode;
  }

  /** What is printed: the message first. */
  public String text() {
    StringBuilder text = new StringBuilder("error: ").append(getMessage());
    more.forEach(line -> text.append(System.lineSeparator()).append("  ").append(line));
    return text.toString();
  }
}
