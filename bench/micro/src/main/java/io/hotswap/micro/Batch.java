package io.hotswap.micro;

import io.hotswap.contracts.log.Records;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The messages that all benchmarks use: a thousand with a payload of 256 letters at random. */
final class Batch {
  static final int COUNT = 1000;
  static final int PAYLOAD_BYTES = 256;
  private static final int KEYS = 100;

  private Batch() {}

  static byte[] payload(SplittableRandom random) {
    StringBuilder text = new StringBuilder(PAYLOAD_BYTES);
    random.ints(PAYLOAD_BYTES, 'a', 'z' + 1).forEach(letter -> text.append((char) letter));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String key(int number) {
    return "customer-" + number % KEYS;
  }

  static ByteBuffer message(int number, byte[] payload) {
    return new MessageBuilder()
        .key(key(number))
        .payload(Encoding.TEXT, ByteBuffer.wrap(payload))
        .build();
  }

  static List<ByteBuffer> messages() {
    SplittableRandom random = new SplittableRandom(42);
    List<ByteBuffer> messages = new ArrayList<>(COUNT);
    for (int i = 0; i < COUNT; i++) {
      messages.add(message(i, payload(random)));
    }
    return messages;
  }

  static Records records() {
    return Records.copyOf(messages());
  }
}
