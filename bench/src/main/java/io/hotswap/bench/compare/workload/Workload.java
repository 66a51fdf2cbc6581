package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.report.Row;
import java.util.List;

/** Something that is measured. */
public interface Workload {
  String name();

  /** Those it measures if these are asked for. */
  default List<Integer> sizes(List<Integer> asked) {
    return asked;
  }

  /**
   * @param size bytes of a payload
   */
  List<Row> run(Stand stand, int size) throws Exception;
}
