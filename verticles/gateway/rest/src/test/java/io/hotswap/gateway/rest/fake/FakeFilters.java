package io.hotswap.gateway.rest.fake;

import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Message;
import io.hotswap.contracts.policy.MessageFilters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever has the word {@code bad} is no filter; every other one selects the payload. */
public final class FakeFilters implements MessageFilters {

  @Override
  public void check(String filter) {
    if (filter.contains("bad")) {
      throw Problem.badRequest("/jsonPath", "at position 3: a name (expected: ...)");
    }
  }

  @Override
  public boolean matches(String filter, ByteBuffer record) {
    return true;
  }

  @Override
  public Trial test(String filter, ByteBuffer record, int max) {
    String payload = StandardCharsets.UTF_8.decode(Message.wrap(record).payload()).toString();
    return new Trial(true, List.of(new Node("$", payload)));
  }
}
