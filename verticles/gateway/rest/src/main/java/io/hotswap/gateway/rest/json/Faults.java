package io.hotswap.gateway.rest.json;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.error.Problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a body so far: bounded, and first of all what is plainly invalid. */
public final class Faults {
  private static final int MAX = 100;
  private static final int VALUE_MAX = 100;

  private final List<Violation> violations = new ArrayList<>(0);
  private String unsupported;

  public void add(At at, String detail) {
    if (violations.size() < MAX) {
      violations.add(new Violation(at.pointer(), detail));
    }
  }

  /** {@code value (expected: expectation)}, the value cut to a readable length. */
  public void add(At at, String value, String expectation) {
    String shown = value.length() <= VALUE_MAX ? value : value.substring(0, VALUE_MAX) + "...";
    add(at, shown + " (expected: " + expectation + ")");
  }

  /** A valid field that does not work yet: told only if nothing is invalid. */
  public void unsupported(At at) {
    if (unsupported == null) {
      unsupported = at.pointer() + ": not supported yet (expected: not given)";
    }
  }

  /** A valid value that does not work yet. */
  public void unsupported(At at, String value, String expectation) {
    if (unsupported == null) {
      unsupported =
          at.pointer() + ": " + value + " is not supported yet (expected: " + expectation + ")";
    }
  }

  /** All that another one has. */
  public void addAll(Faults others) {
    for (Violation one : others.violations) {
      if (violations.size() < MAX) {
        violations.add(one);
      }
    }
    unsupported = unsupported == null ? others.unsupported : unsupported;
  }

  /** What a thrown problem says is wrong. */
  public static Faults of(Problem problem) {
    Faults faults = new Faults();
    faults.violations.addAll(problem.violations());
    return faults;
  }

  public boolean isEmpty() {
    return violations.isEmpty() && unsupported == null;
  }

  public Optional<Problem> problem() {
    if (!violations.isEmpty()) {
      return Optional.of(Problem.badRequest(violations));
    }
    return Optional.ofNullable(unsupported).map(text -> Problem.of(ErrorCode.Unsupported, text));
  }

  public void throwIfAny() {
    problem()
        .ifPresent(
            problem -> {
              throw problem;
            });
  }
}
