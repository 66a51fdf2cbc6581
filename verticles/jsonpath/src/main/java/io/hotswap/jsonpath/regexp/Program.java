package io.hotswap.jsonpath.regexp;

import java.util.ArrayList;
import java.util.List;

/**
 * The states of a nondeterministic automaton. It is built from its end: each part is told the state
 * that follows it, and answers the one it starts with. State 0 accepts.
 */
final class Program {
  static final int ACCEPT = 0;

  /** What a state does before it goes on. */
  enum Kind {
    ACCEPT,
    CHARS,
    SPLIT,
    START,
    END
  }

  private final List<Kind> kinds = new ArrayList<>();
  private final List<CharClass> sets = new ArrayList<>();
  private int[] first;
  private int[] second;
  private final int entry;

  Program(Tree tree) {
    first = new int[(int) tree.size() + 1];
    second = new int[(int) tree.size() + 1];
    state(Kind.ACCEPT, null, 0, 0);
    entry = emit(tree, ACCEPT);
  }

  int entry() {
    return entry;
  }

  int size() {
    return kinds.size();
  }

  Kind kind(int state) {
    return kinds.get(state);
  }

  CharClass set(int state) {
    return sets.get(state);
  }

  /** Where a state goes on. */
  int next(int state) {
    return first[state];
  }

  /** Where a split goes on as well. */
  int other(int state) {
    return second[state];
  }

  private int emit(Tree tree, int next) {
    if (tree instanceof Tree.Chars chars) {
      return state(Kind.CHARS, chars.set(), next, next);
    }
    if (tree instanceof Tree.Edge edge) {
      return state(edge.start() ? Kind.START : Kind.END, null, next, next);
    }
    if (tree instanceof Tree.Sequence sequence) {
      int start = next;
      for (int i = sequence.parts().size() - 1; i >= 0; i--) {
        start = emit(sequence.parts().get(i), start);
      }
      return start;
    }
    if (tree instanceof Tree.Choice choice) {
      int start = emit(choice.parts().get(0), next);
      for (Tree part : choice.parts().subList(1, choice.parts().size())) {
        start = state(Kind.SPLIT, null, start, emit(part, next));
      }
      return start;
    }
    return repeat((Tree.Repeat) tree, next);
  }

  private int repeat(Tree.Repeat repeat, int next) {
    if (repeat.size() == 0) {
      return next;
    }
    int start = next;
    int copies = repeat.min();
    if (repeat.max() == Tree.Repeat.ENDLESS) {
      int loop = state(Kind.SPLIT, null, next, next);
      first[loop] = emit(repeat.body(), loop);
      start = copies == 0 ? loop : first[loop];
      copies = Math.max(0, copies - 1);
    } else {
      for (int i = repeat.min(); i < repeat.max(); i++) {
        start = state(Kind.SPLIT, null, emit(repeat.body(), start), next);
      }
    }
    for (int i = 0; i < copies; i++) {
      start = emit(repeat.body(), start);
    }
    return start;
  }

  private int state(Kind kind, CharClass set, int next, int other) {
    int state = kinds.size();
    kinds.add(kind);
    sets.add(set);
    first[state] = next;
    second[state] = other;
    return state;
  }
}
