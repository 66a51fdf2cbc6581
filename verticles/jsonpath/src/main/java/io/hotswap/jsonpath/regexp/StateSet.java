package io.hotswap.jsonpath.regexp;

/** A set of small numbers that is cleared at once and keeps the order of addition. */
final class StateSet {
  private final int[] members;
  private final int[] places;
  private int size;

  StateSet(int capacity) {
    members = new int[capacity];
    places = new int[capacity];
  }

  boolean add(int state) {
    if (contains(state)) {
      return false;
    }
    members[size] = state;
    places[state] = size++;
    return true;
  }

  boolean contains(int state) {
    // NB: a place may be left over from before a clear: only what stands there counts.
    int place = places[state];
    return place < size && members[place] == state;
  }

  int get(int i) {
    return members[i];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }
}
