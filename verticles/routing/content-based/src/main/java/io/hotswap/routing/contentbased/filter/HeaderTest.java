package io.hotswap.routing.contentbased.filter;

import java.util.Set;

/**
 * A test of one header's value. Only {@link Not} and {@code exists: false} hold for a header that
 * is missing.
 */
sealed interface HeaderTest {
  /**
   * @param value null if the header is missing
   */
  boolean holds(String value);

  /** {@code equals}. */
  record Equal(String text) implements HeaderTest {
    @Override
    public boolean holds(String value) {
      return text.equals(value);
    }
  }

  /** {@code not}: anything but this text, and so a missing header too. */
  record Not(String text) implements HeaderTest {
    @Override
    public boolean holds(String value) {
      return !text.equals(value);
    }
  }

  /** {@code in}. */
  record In(Set<String> texts) implements HeaderTest {
    @Override
    public boolean holds(String value) {
      return value != null && texts.contains(value);
    }
  }

  /** {@code prefix}. */
  record Prefix(String text) implements HeaderTest {
    @Override
    public boolean holds(String value) {
      return value != null && value.startsWith(text);
    }
  }

  /** {@code exists}. */
  record Exists(boolean wanted) implements HeaderTest {
    @Override
    public boolean holds(String value) {
      return (value != null) == wanted;
    }
  }

  /**
   * {@code range}. A value that is no number is in no range of numbers.
   *
   * @param low null for no lower bound
   * @param high null for no upper bound
   */
  record Range(boolean numbers, Bound low, Bound high) implements HeaderTest {
    @Override
    public boolean holds(String value) {
      Comparable<?> key = value == null ? null : Bound.key(value, numbers);
      return key != null
          && (low == null || low.admits(key, 1))
          && (high == null || high.admits(key, -1));
    }
  }
}
