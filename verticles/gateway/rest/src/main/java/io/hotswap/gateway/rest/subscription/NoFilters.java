package io.hotswap.gateway.rest.subscription;

import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.policy.MessageFilters;
import java.nio.ByteBuffer;

/** While no plugin knows filters: each is refused. */
public final class NoFilters implements MessageFilters {

  @Override
  public void check(String filter) {
    throw none();
  }

  @Override
  public boolean matches(String filter, ByteBuffer record) {
    throw none();
  }

  @Override
  public Trial test(String filter, ByteBuffer record, int max) {
    throw none();
  }

  private static Problem none() {
    return Problem.of(
        ErrorCode.Unsupported,
        "/filter: not supported (expected: not given while no plugin provides filters)");
  }
}
