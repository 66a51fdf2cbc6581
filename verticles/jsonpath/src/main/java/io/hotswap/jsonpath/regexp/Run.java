package io.hotswap.jsonpath.regexp;

/**
 * A program over a text: all states that it can be in, moved on together character by character. So
 * the steps are at most states times characters, whatever the pattern: nothing is tried twice.
 */
final class Run {
  private final Program program;
  private final String text;
  private final Work work;
  private final int[] open;
  private StateSet now;
  private StateSet then;

  Run(Program program, String text, Work work) {
    this.program = program;
    this.text = text;
    this.work = work;
    this.open = new int[program.size() * 2 + 1];
    this.now = new StateSet(program.size());
    this.then = new StateSet(program.size());
  }

  boolean matches() {
    enter(program.entry(), 0, now);
    for (int at = 0; at < text.length(); at = step(at)) {
      if (now.size() == 0) {
        return false;
      }
    }
    return now.contains(Program.ACCEPT);
  }

  boolean finds() {
    for (int at = 0; ; at = step(at)) {
      enter(program.entry(), at, now);
      if (now.contains(Program.ACCEPT)) {
        return true;
      }
      if (at == text.length()) {
        return false;
      }
    }
  }

  /** Moves all states over one character; answers where the next one is. */
  private int step(int at) {
    int c = text.codePointAt(at);
    int after = at + Character.charCount(c);
    work.spend(now.size() + 1);
    for (int i = 0; i < now.size(); i++) {
      int state = now.get(i);
      if (program.kind(state) == Program.Kind.CHARS && program.set(state).contains(c)) {
        enter(program.next(state), after, then);
      }
    }
    StateSet done = now;
    now = then;
    then = done;
    then.clear();
    return after;
  }

  /** Adds a state and all that follow from it without a character. */
  private void enter(int first, int at, StateSet set) {
    int top = 0;
    open[top++] = first;
    while (top > 0) {
      int state = open[--top];
      if (!set.add(state)) {
        continue;
      }
      switch (program.kind(state)) {
        case SPLIT -> {
          open[top++] = program.other(state);
          open[top++] = program.next(state);
        }
        case START -> {
          if (at == 0) {
            open[top++] = program.next(state);
          }
        }
        case END -> {
          if (at == text.length()) {
            open[top++] = program.next(state);
          }
        }
        default -> {}
      }
    }
  }
}
