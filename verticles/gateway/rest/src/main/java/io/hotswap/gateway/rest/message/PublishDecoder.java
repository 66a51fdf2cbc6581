package io.hotswap.gateway.rest.message;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Limits;
import io.hotswap.gateway.rest.json.At;
import io.hotswap.gateway.rest.json.Faults;
import io.hotswap.gateway.rest.json.Fields;
import io.hotswap.gateway.rest.json.JsonIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bodies of publish and publish-batch. */
final class PublishDecoder {
  private static final List<String> BATCH = List.of("topicName", "messages");
  private static final At MESSAGES = At.ROOT.child("messages");

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
  static MessageDecoder.Named one(byte[] body, String producerId) {
    Faults faults = new Faults();
    MessageDecoder.Named named =
        JsonIn.read(body, At.ROOT, faults, in -> MessageDecoder.named(in, producerId));
    faults.throwIfAny();
    return named;
  }

  /**
   * A JSON batch.
   *
   * @param partial whether invalid items are told by index instead of refusing all
   */
  static Batch batch(byte[] body, String producerId, boolean partial) {
    Faults faults = new Faults();
    Items items = new Items(faults, partial);
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
              items.read(in, producerId);
            }
          }
          BATCH.forEach(fields::require);
          return null;
        });
    faults.throwIfAny();
    return items.done(topic[0]);
  }

  /** A batch of one message object per line. */
  static Batch lines(String topicName, byte[] body, String producerId, boolean partial) {
    Faults faults = new Faults();
    Items items = new Items(faults, partial);
    int from = 0;
    while (from < body.length) {
      int to = from;
      while (to < body.length && body[to] != '\n') {
        to++;
      }
      byte[] line = Arrays.copyOfRange(body, from, to);
      if (!blank(line)) {
        items.line(line, producerId);
      }
      from = to + 1;
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

  /** The items of one batch, valid and refused. */
  private static final class Items {
    private final Faults all;
    private final boolean partial;
    private final List<ByteBuffer> records = new ArrayList<>();
    private final Map<Integer, Problem> refused = new TreeMap<>();
    private int count;

    Items(Faults all, boolean partial) {
      this.all = all;
      this.partial = partial;
    }

    void read(JsonIn in, String producerId) throws IOException {
      count =
          in.array(
              MESSAGES,
              Limits.BATCH_MESSAGES_MAX,
              index -> {
                Faults own = new Faults();
                JsonIn item = in.with(own);
                keep(index, own, MessageDecoder.item(item, MESSAGES.item(index), producerId));
              });
    }

    void line(byte[] line, String producerId) {
      int index = count++;
      if (index >= Limits.BATCH_MESSAGES_MAX) {
        return;
      }
      Faults own = new Faults();
      ByteBuffer record = null;
      try {
        At at = MESSAGES.item(index);
        record = JsonIn.read(line, at, own, in -> MessageDecoder.item(in, at, producerId));
      } catch (Problem malformed) {
        own = Faults.of(malformed);
      }
      keep(index, own, record);
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

    Batch done(String topicName) {
      return new Batch(topicName, count, records, refused);
    }
  }
}
