package io.hotswap.store.postgres;

import static io.hotswap.contracts.log.LogException.Kind.OUT_OF_SEQUENCE;

import io.hotswap.contracts.log.LogException;
import io.hotswap.contracts.log.StreamAppend;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Appends that go to the server in one call, and become durable by one commit. */
final class Group {
  static final String SQL =
      "select o_status, o_expected from append_group($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
          + " $12, $13, $14, $15)";

  private static final short DONE = 0;
  private static final short FENCED = 1;
  private static final short WRONG_SEQ = 2;
  private static final short WRONG_OFFSET = 3;
  private static final short TIME_GOES_BACK = 4;
  private static final short REGRESSED = 9;

  private final List<Pending> appends;

  Group(List<Pending> appends) {
    this.appends = appends;
  }

  List<Pending> appends() {
    return appends;
  }

  /**
   * @param number of this group of this writer
   * @param confirmed the last group whose answer arrived: the server must know it
   */
  Tuple arguments(UUID writer, long number, long confirmed) {
    int count = appends.size();
    int entries = appends.stream().mapToInt(a -> a.appends().size()).sum();
    Integer[] shard = new Integer[count];
    Long[] epoch = new Long[count];
    Long[] seq = new Long[count];
    Long[] print = new Long[count];
    Integer[] last = new Integer[count];
    Entries rows = new Entries(entries);
    for (int i = 0; i < count; i++) {
      Pending append = appends.get(i);
      shard[i] = append.shard();
      epoch[i] = append.epoch();
      seq[i] = append.seq();
      print[i] = append.fingerprint();
      rows.add(append);
      last[i] = rows.at;
    }
    return Tuple.from(
        Arrays.asList(
            writer,
            number,
            confirmed,
            shard,
            epoch,
            seq,
            print,
            last,
            rows.uid,
            rows.part,
            rows.first,
            rows.count,
            rows.time,
            rows.crc,
            rows.records));
  }

  private static final class Entries {
    private final Long[] uid;
    private final Integer[] part;
    private final Long[] first;
    private final Integer[] count;
    private final Long[] time;
    private final Long[] crc;
    private final Buffer[] records;
    private int at;

    Entries(int size) {
      uid = new Long[size];
      part = new Integer[size];
      first = new Long[size];
      count = new Integer[size];
      time = new Long[size];
      crc = new Long[size];
      records = new Buffer[size];
    }

    void add(Pending append) {
      for (int i = 0; i < append.appends().size(); i++) {
        StreamAppend entry = append.appends().get(i);
        uid[at] = entry.stream().topicUid();
        part[at] = entry.stream().partition();
        first[at] = entry.firstOffset();
        count[at] = entry.records().count();
        time[at] = entry.timeMillis();
        crc[at] = append.crc(i);
        records[at] = Bytes.buffer(entry.records().bytes());
        at++;
      }
    }
  }

  /**
   * Notes what each append was answered.
   *
   * @return false if the server has lost what it had confirmed
   */
  boolean answered(Row row) {
    Short[] status = row.getArrayOfShorts(0);
    Long[] expected = row.getArrayOfLongs(1);
    for (int i = 0; i < appends.size(); i++) {
      if (status[i] == REGRESSED) {
        return false;
      }
      Pending append = appends.get(i);
      if (status[i] != DONE) {
        append.failed(refused(append, status[i], expected[i]));
      }
    }
    return true;
  }

  private static LogException refused(Pending append, short status, long expected) {
    String shard = "shard " + append.shard();
    return switch (status) {
      case FENCED -> Failures.fenced(append.shard(), append.epoch(), expected);
      case WRONG_SEQ ->
          outOfSequence(shard + ": seq " + append.seq() + " (expected: " + expected + ")");
      case WRONG_OFFSET ->
          outOfSequence(
              shard
                  + ": an offset of "
                  + append.appends().stream().map(StreamAppend::firstOffset).toList()
                  + " (expected: "
                  + expected
                  + ")");
      case TIME_GOES_BACK ->
          outOfSequence(
              shard
                  + ": a time of "
                  + append.appends().stream().map(StreamAppend::timeMillis).toList()
                  + " (expected: >= "
                  + expected
                  + ")");
      default -> throw new IllegalStateException("status " + status);
    };
  }

  private static LogException outOfSequence(String message) {
    return new LogException(OUT_OF_SEQUENCE, message);
  }

  @Override
  public String toString() {
    return appends.size() + " appends";
  }
}
