package io.hotswap.routing.contentbased.filter;

import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.testkit.policy.MessageFiltersContract;

class ContentFiltersContractTest extends MessageFiltersContract {
  @Override
  protected MessageFilters filters() {
    return new ContentFilters(100, 100_000, 1 << 20);
  }
}
