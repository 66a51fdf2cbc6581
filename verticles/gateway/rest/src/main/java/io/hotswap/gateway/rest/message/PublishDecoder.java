package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.BatchCodec;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.Fields;
import io.hotswap.gateway.rest.json.JsonIn;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Bodies of publish and publish-batch. */
final class PublishDecoder {
  private static final List<String> BATCH = List.of("topicName", "messages");

  private PublishDecoder() {}

  /**
   * A batch as decoded.
   *
   * @param records the valid ones in order
   * @param count of all items
   * @param refused what is wrong with the others, by index
   */
  record Batch(
      String topicName, int count, List<ByteBuffer> records, Map<Integer, Problem> refused) {}

  /** One message with its topic; throws unless it is valid. */
  static MessageDecoder.Named one(byte[] body, Intake intake) {
    Faults faults = new Faults();
    MessageDecoder.Named named =
        JsonIn.read(body, At.ROOT, faults, in -> MessageDecoder.named(in, At.ROOT, intake));
    faults.throwIfAny();
    return named;
  }

  /**
   * A JSON batch.
   *
   * @param partial whether invalid items are told by index instead of refusing all
   */
  static Batch batch(byte[] body, Intake intake, boolean partial) {
    Faults faults = new Faults();
    BatchItems items = new BatchItems(faults, intake, partial);
    String[] topic = {null};
    JsonIn.read(
        body,
        At.ROOT,
        faults,
        in -> {
          Fields fields = new Fields(in, At.ROOT, BATCH);
          for (String name = fields.next(); name != null; name = fields.next()) {
            if (name.equals("topicName")) {
              topic[0] = Names.read(in, At.ROOT.child(name));
            } else {
              items.read(in);
            }
          }
          BATCH.forEach(fields::require);
          return null;
        });
    faults.throwIfAny();
    return items.done(topic[0]);
  }

  /** A batch of one message object per line. */
  static Batch lines(String topicName, byte[] body, Intake intake, boolean partial) {
    Faults faults = new Faults();
    BatchItems items = new BatchItems(faults, intake, partial);
    int from = 0;
    while (from < body.length) {
      int to = from;
      while (to < body.length && body[to] != '\n') {
        to++;
      }
      byte[] line = Arrays.copyOfRange(body, from, to);
      if (!blank(line)) {
        items.line(line);
      }
      from = to + 1;
    }
    items.checkCount();
    faults.throwIfAny();
    return items.done(topicName);
  }

  /** A batch of records in their stored form, see {@code BatchCodec}. */
  static Batch records(String topicName, byte[] body, Intake intake, boolean partial) {
    Faults faults = new Faults();
    BatchItems items = new BatchItems(faults, intake, partial);
    try {
      BatchCodec.split(body).forEach(items::record);
    } catch (IllegalArgumentException damaged) {
      throw Problem.badRequest("", damaged.getMessage());
    }
    items.checkCount();
    faults.throwIfAny();
    return items.done(topicName);
  }

  private static boolean blank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
