package io.hotswap.fuzz.engine;

import java.util.List;

/** Something that reads bytes which may be anything. Used by one thread. */
public interface Target extends AutoCloseable {
  /** Lower case with dashes: it names folders. */
  String name();

  /** Valid inputs, and some that come near. */
  List<byte[]> seeds();

  /** Changes an input so that it may be something new. */
  default byte[] mutate(byte[] input, Mutator mutator) {
    return mutator.bytes(input, seeds());
  }

  /**
   * Gives one input to what is tested. Whatever it throws is a finding: refusals that are promised
   * are caught here, and looked at.
   */
  void check(byte[] input) throws Exception;

  @Override
  default void close() {}
}
