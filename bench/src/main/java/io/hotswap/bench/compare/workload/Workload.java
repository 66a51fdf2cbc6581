package io.hotswap.bench.compare.workload;

import io.hotswap.bench.compare.report.Row;
import java.util.List;

/** Something that is measured. */
public interface Workload {
  String name();

  /**
   * @param size bytes of a payload
   */
  List<Row> run(Stand stand, int size) throws Exception;
}
