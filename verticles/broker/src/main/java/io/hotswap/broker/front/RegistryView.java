package io.hotswap.broker.front;

import io.hotswap.contracts.broker.TopicView;
import java.util.List;

/** A copy of the registry that any thread may read; as new as this version's shard 0. */
public final class RegistryView {
  private volatile Catalog catalog = Catalog.EMPTY;

  /** Replaces the copy as a whole. */
  public void accept(List<TopicView> topics) {
    catalog = new Catalog(topics);
  }

  Catalog catalog() {
    return catalog;
  }
}
