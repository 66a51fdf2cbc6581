package io.hotswap.contracts.broker.wire;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Something that can be sent.
 *
 * @param number on the wire, 1..255; never used again for anything else
 * @param name for messages about damage
 */
record Kind<T>(
    int number,
    Class<T> type,
    String name,
    BiConsumer<WireOut, T> writer,
    Function<WireIn, T> reader) {

  /** One with fields in a fixed binary layout. */
  static <T> Kind<T> binary(
      int number, Class<T> type, BiConsumer<WireOut, T> writer, Function<WireIn, T> reader) {
    return new Kind<>(number, type, nameOf(type), writer, reader);
  }

  /**
   * One with its fields in JSON.
   *
   * @param required JSON pointers to what must be there
   */
  static <T> Kind<T> json(int number, Class<T> type, String... required) {
    JsonFields<T> fields = new JsonFields<>(type, required);
    return new Kind<>(number, type, nameOf(type), fields::write, fields::read);
  }

  private static String nameOf(Class<?> type) {
    String name = type.getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }

  void write(Object message, WireOut out) {
    writer.accept(out, type.cast(message));
  }
}
