package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.Deliveries;
import io.hotswap.contracts.broker.PublishedRun;
import io.hotswap.contracts.log.Records;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A record as those see it who ask all that can be asked of it, in something that has equals. */
final class Seen {
  private Seen() {}

  static Object of(Object value) {
    if (value instanceof Records records) {
      return Arrays.asList(records.count(), records.bytes(), records.toList(), records.packed());
    } else if (value instanceof Deliveries kept) {
      return List.of("runs", of(kept.runs()), new ArrayList<>(kept));
    } else if (value instanceof PublishedRun run) {
      return List.of("run", new ArrayList<>(run));
    } else if (value instanceof List<?> list) {
      List<Object> seen = new ArrayList<>();
      list.forEach(one -> seen.add(of(one)));
      return seen;
    } else if (value != null && value.getClass().isRecord()) {
      return components(value);
    }
    return value;
  }

  private static List<Object> components(Object value) {
    List<Object> seen = new ArrayList<>(List.of(value.getClass()));
    try {
      for (RecordComponent one : value.getClass().getRecordComponents()) {
        Method accessor = one.getAccessor();
        accessor.setAccessible(true);
        seen.add(of(accessor.invoke(value)));
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(value.getClass().getName(), e);
    }
    return seen;
  }
}
