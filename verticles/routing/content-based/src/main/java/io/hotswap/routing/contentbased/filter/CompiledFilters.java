package io.hotswap.routing.contentbased.filter;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiled filters by their text, the ones used lately. A look takes no lock. When there are too
 * many, the oldest that was not used since the last search goes: nearly the least recently used,
 * without writing down every use.
 */
final class CompiledFilters {
  private final int max;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final ArrayDeque<Entry> byAge = new ArrayDeque<>();

  private static final class Entry {
    final String text;
    final Filter filter;
    volatile boolean used;

    Entry(String text, Filter filter) {
      this.text = text;
      this.filter = filter;
    }
  }

  CompiledFilters(int max) {
    this.max = max;
  }

  /**
   * The filter.
   *
   * @throws io.hotswap.contracts.error.Problem if the text is none
   */
  Filter of(String text) {
    Entry entry = entries.get(text);
    if (entry == null) {
      return keep(new Entry(text, FilterReader.read(text)));
    }
    if (!entry.used) {
      entry.used = true;
    }
    return entry.filter;
  }

  private synchronized Filter keep(Entry fresh) {
    Entry sooner = entries.putIfAbsent(fresh.text, fresh);
    if (sooner != null) {
      return sooner.filter;
    }
    while (byAge.size() >= max) {
      Entry oldest = byAge.remove();
      if (oldest.used) {
        oldest.used = false;
        byAge.add(oldest);
      } else {
        entries.remove(oldest.text);
      }
    }
    byAge.add(fresh);
    return fresh.filter;
  }

  int size() {
    return entries.size();
  }
}
