package io.hotswap.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.hotswap.history.Event.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What a consumer does with the messages of one answer. Once it gives one back, it leaves the rest
 * of that key alone: the broker returns the run.
 */
final class Settling {

  /** A message with the proof of its lease, null if it needs none. */
  record Held(Subject subject, String messageId, String receipt, JsonNode payload) {
    static Held of(JsonNode message) {
      String receipt = message.path("receipt").asText(null);
      return new Held(
          Message.subject(message),
          message.path("messageId").asText(),
          receipt,
          message.path("payload"));
    }
  }

  private final List<Held> acks = new ArrayList<>();
  private final List<Held> nacks = new ArrayList<>();
  private final List<Held> rejections = new ArrayList<>();
  private final List<Held> left = new ArrayList<>();

  private Settling() {}

  static Settling of(List<Held> messages, Behaviour behaviour, Random random) {
    Settling settling = new Settling();
    Set<String> returned = new HashSet<>();
    for (Held message : messages) {
      settling.add(message, behaviour, random, returned);
    }
    return settling;
  }

  private void add(Held message, Behaviour behaviour, Random random, Set<String> returned) {
    String key = message.subject().key();
    double draw = random.nextDouble();
    if (key != null && returned.contains(key)) {
      left.add(message);
    } else if (message.receipt() == null
        || draw >= behaviour.nackShare() + behaviour.rejectShare()) {
      acks.add(message);
    } else {
      (draw < behaviour.nackShare() ? nacks : rejections).add(message);
      returned.add(key);
    }
  }

  List<Held> acks() {
    return acks;
  }

  List<Held> nacks() {
    return nacks;
  }

  List<Held> rejections() {
    return rejections;
  }

  /** Of these the lease is gone, or soon will be. */
  List<Held> left() {
    return left;
  }
}
