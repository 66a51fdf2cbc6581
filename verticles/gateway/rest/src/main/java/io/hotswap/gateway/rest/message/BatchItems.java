package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.JsonIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The items of one batch, valid and refused. */
final class BatchItems {
  private static final At MESSAGES = At.ROOT.child("messages");

  private final Faults all;
  private final Intake intake;
  private final boolean partial;
  private final List<ByteBuffer> records = new ArrayList<>();
  private final Map<Integer, Problem> refused = new TreeMap<>();
  private int count;

  /**
   * Begins a batch.
   *
   * @param all gets what is wrong with any item, unless {@code partial}
   */
  BatchItems(Faults all, Intake intake, boolean partial) {
    this.all = all;
    this.intake = intake;
    this.partial = partial;
  }

  /** The array of messages that begins here. */
  void read(JsonIn in) throws IOException {
    count =
        in.array(
            MESSAGES,
            Limits.BATCH_MESSAGES_MAX,
            index -> {
              Faults own = new Faults();
              JsonIn item = in.with(own);
              keep(index, own, MessageDecoder.item(item, MESSAGES.item(index), intake));
            });
  }

  /** One message as a text of its own. */
  void line(byte[] line) {
    int index = count++;
    if (index >= Limits.BATCH_MESSAGES_MAX) {
      return;
    }
    Faults own = new Faults();
    ByteBuffer record = null;
    try {
      At at = MESSAGES.item(index);
      record = JsonIn.read(line, at, own, in -> MessageDecoder.item(in, at, intake));
    } catch (Problem malformed) {
      own = Faults.of(malformed);
    }
    keep(index, own, record);
  }

  /** One message in its stored form. */
  void record(ByteBuffer record) {
    int index = count++;
    if (index < Limits.BATCH_MESSAGES_MAX) {
      Faults own = new Faults();
      keep(index, own, new RecordIntake(MESSAGES.item(index), intake, own).take(record));
    }
  }

  private void keep(int index, Faults own, ByteBuffer record) {
    if (own.isEmpty()) {
      records.add(record);
    } else if (partial) {
      refused.put(index, own.problem().orElseThrow());
    } else {
      all.addAll(own);
    }
  }

  void checkCount() {
    if (count == 0 || count > Limits.BATCH_MESSAGES_MAX) {
      all.add(MESSAGES, count + " items", "1.." + Limits.BATCH_MESSAGES_MAX);
    }
  }

  PublishDecoder.Batch done(String topicName) {
    return new PublishDecoder.Batch(topicName, count, records, refused);
  }
}
