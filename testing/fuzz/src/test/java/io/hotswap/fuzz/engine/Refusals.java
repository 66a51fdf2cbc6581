package io.hotswap.fuzz.engine;

/** What a refusal must look like. */
public final class Refusals {
  private Refusals() {}

  /** Fails unless the text says what was wrong and what would have been right. */
  public static void explained(String text) {
    if (text == null || text.isBlank()) {
      throw new AssertionError("refused without a word");
    }
    if (!text.contains("expected")) {
      throw new AssertionError("refused without saying what was expected: " + text);
    }
  }

  public static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
