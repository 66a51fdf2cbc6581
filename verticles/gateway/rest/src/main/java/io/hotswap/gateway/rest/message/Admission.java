package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets batches of records in that clients built.
 *
 * @param payloadBytesMax bytes of one payload
 */
public record Admission(Clock clock, int payloadBytesMax) {
  private static final At MESSAGES = At.ROOT.child("messages");

  /**
   * The records to be stored: these very ones if nothing is to be filled in.
   *
   * @param producerId of messages that name none
   * @throws Problem naming each message that is wrong, and what was expected
   */
  public Records admit(Records records, String producerId) {
    if (records.count() > Limits.BATCH_MESSAGES_MAX) {
      throw Problem.badRequest(
          "/messages", records.count() + " items (expected: 1.." + Limits.BATCH_MESSAGES_MAX + ")");
    }
    if (records.size() > Limits.BATCH_BYTES_MAX && records.count() > 1) {
      throw Problem.of(
          ErrorCode.PayloadTooLarge,
          "batch: " + records.size() + " bytes (expected: at most " + Limits.BATCH_BYTES_MAX + ")");
    }
    Intake intake = new Intake(producerId, clock.millis(), payloadBytesMax);
    Faults faults = new Faults();
    ByteBuffer view = records.bytes();
    List<ByteBuffer> changed = null;
    for (int i = 0; i < records.count(); i++) {
      ByteBuffer admitted = null;
      if (!PlainRecord.isFine(records.show(view, i), payloadBytesMax)) {
        Faults own = new Faults();
        admitted = new RecordIntake(MESSAGES.item(i), intake, own).take(records.get(i));
        faults.addAll(own);
      }
      if (changed == null && admitted != null && !admitted.equals(records.get(i))) {
        changed = new ArrayList<>(records.toList().subList(0, i));
      }
      if (changed != null) {
        changed.add(admitted == null ? records.get(i) : admitted);
      }
    }
    faults.throwIfAny();
    return changed == null ? records : Records.copyOf(changed);
  }
}
