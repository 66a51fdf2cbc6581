package io.hotswap.launcher.client;

import java.io.PrintStream;

/** One line on the terminal that is written over and over; silent when there is no terminal. */
public final class Progress {
  private final PrintStream terminal;
  private int shown;

  private Progress(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** The script knows whether standard error is a terminal; Java cannot tell in all versions. */
  public static Progress onTerminal() {
    return new Progress(Boolean.getBoolean("hotswap.terminal") ? System.err : null);
  }

  static Progress on(PrintStream terminal) {
    return new Progress(terminal);
  }

  public void show(String line) {
    if (terminal != null) {
      terminal.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      terminal.flush();
      shown = line.length();
    }
  }

  /** Wipes the line, so that something else can be printed. */
  public void clear() {
    if (terminal != null && shown > 0) {
      terminal.print("\r" + " ".repeat(shown) + "\r");
      terminal.flush();
      shown = 0;
    }
  }
}
