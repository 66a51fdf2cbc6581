package io.hotswap.jsonpath.regexp;

import java.util.List;

/** What a pattern says; each part knows how many states it needs, before any is made. */
sealed interface Tree {
  /** The states it needs, repetitions written out; huge sizes stay at {@link #HUGE}. */
  long size();

  /** More than any allowed size, and small enough never to overflow. */
  long HUGE = 1L << 30;

  /** One character. */
  record Chars(CharClass set) implements Tree {
    @Override
    public long size() {
      return 1;
    }
  }

  /** The start of the text, or its end. */
  record Edge(boolean start) implements Tree {
    @Override
    public long size() {
      return 1;
    }
  }

  /** One after the other. */
  record Sequence(List<Tree> parts, long size) implements Tree {
    static Sequence of(List<Tree> parts) {
      return new Sequence(List.copyOf(parts), sum(parts));
    }
  }

  /** One of several. */
  record Choice(List<Tree> parts, long size) implements Tree {
    static Choice of(List<Tree> parts) {
      return new Choice(List.copyOf(parts), Math.min(HUGE, sum(parts) + parts.size() - 1));
    }
  }

  /** Several times: at least min, at most max, -1 for any number. */
  record Repeat(Tree body, int min, int max, long size) implements Tree {
    static final int ENDLESS = -1;

    static Repeat of(Tree body, int min, int max) {
      long copies = max == ENDLESS ? Math.max(1, min) : max;
      long splits = max == ENDLESS ? 1 : max - min;
      // A body without states repeats to nothing, however often.
      long size = body.size() == 0 ? 0 : Math.min(HUGE, body.size() * copies + splits);
      return new Repeat(body, min, max, size);
    }
  }

  private static long sum(List<Tree> parts) {
    return Math.min(HUGE, parts.stream().mapToLong(Tree::size).sum());
  }
}
