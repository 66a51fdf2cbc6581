package io.hotswap.jsonpath.regexp;

import io.hotswap.jsonpath.JsonPathLimitException;
import io.hotswap.jsonpath.JsonPathLimits;
import java.util.Optional;

/** A compiled I-Regexp: immutable, and safe to use from any thread. */
public final class Regexp {
  /** Matches no text: what a pattern that is no I-Regexp comes down to. */
  public static final Regexp NEVER = new Regexp(new Tree.Chars(new CharClass.Builder().build()));

  private final Program program;

  private Regexp(Tree tree) {
    this.program = new Program(tree);
  }

  /**
   * Reads a pattern.
   *
   * @return empty if it is no I-Regexp
   * @throws JsonPathLimitException if it nests too deep or needs too many states
   */
  public static Optional<Regexp> compile(String pattern) {
    Tree tree = PatternParser.parse(pattern);
    if (tree == null) {
      return Optional.empty();
    }
    if (tree.size() >= JsonPathLimits.STATES_MAX) {
      throw new JsonPathLimitException("regexp states", JsonPathLimits.STATES_MAX);
    }
    return Optional.of(new Regexp(tree));
  }

  /** How many states it has. */
  public int states() {
    return program.size();
  }

  /** Whether it matches the whole of a text. */
  public boolean matches(String text, Work work) {
    return new Run(program, text, work).matches();
  }

  /** Whether it matches some part of a text. */
  public boolean finds(String text, Work work) {
    return new Run(program, text, work).finds();
  }
}
