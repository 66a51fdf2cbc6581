package io.hotswap.store.postgres;

import io.hotswap.contracts.log.StreamAppend;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** An append that waits for its group, or is on its way with it. */
final class Pending {
  private final Promise<Void> promise = Promise.promise();
  private final Context context;
  private final int shard;
  private final long epoch;
  private final long seq;
  private final List<StreamAppend> appends;
  private final long[] crcs;
  private final long fingerprint;
  private final long bytes;
  private Throwable failed;

  Pending(Context context, int shard, long epoch, long seq, List<StreamAppend> appends) {
    this.context = context;
    this.shard = shard;
    this.epoch = epoch;
    this.seq = seq;
    this.appends = List.copyOf(appends);
    this.crcs = new long[appends.size()];
    long content = appends.size();
    for (int i = 0; i < crcs.length; i++) {
      StreamAppend append = appends.get(i);
      crcs[i] = crc(append.records().bytes());
      content = content * 31 + append.stream().hashCode();
      content = content * 31 + append.firstOffset();
      content = content * 31 + append.timeMillis();
      content = content * 31 + append.records().size();
      content = content * 31 + crcs[i];
    }
    this.fingerprint = content;
    this.bytes = size(appends);
  }

  static long crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  static long size(List<StreamAppend> appends) {
    long size = 0;
    for (StreamAppend append : appends) {
      size += append.records().size();
    }
    return size;
  }

  Context context() {
    return context;
  }

  int shard() {
    return shard;
  }

  long epoch() {
    return epoch;
  }

  long seq() {
    return seq;
  }

  List<StreamAppend> appends() {
    return appends;
  }

  long crc(int index) {
    return crcs[index];
  }

  long fingerprint() {
    return fingerprint;
  }

  long bytes() {
    return bytes;
  }

  Future<Void> future() {
    return promise.future();
  }

  void failed(Throwable cause) {
    failed = cause;
  }

  boolean isFailed() {
    return failed != null;
  }

  /** On its context. */
  void answer() {
    if (failed == null) {
      promise.complete();
    } else {
      promise.fail(failed);
    }
  }
}
