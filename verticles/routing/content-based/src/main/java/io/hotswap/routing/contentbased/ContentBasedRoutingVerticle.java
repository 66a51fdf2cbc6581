package io.hotswap.routing.contentbased;

import io.hotswap.contracts.message.Encoding;
import io.hotswap.contracts.message.Header;
import io.hotswap.contracts.message.MessageBuilder;
import io.hotswap.contracts.plugin.Plugin;
import io.hotswap.contracts.plugin.PluginScope;
import io.hotswap.contracts.policy.MessageFilters;
import io.hotswap.contracts.policy.RoutingPolicy;
import io.hotswap.routing.contentbased.filter.ContentFilters;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Provides {@link ContentBasedRouting} and {@link ContentFilters}, nothing else. */
public final class ContentBasedRoutingVerticle implements Plugin {
  private static final String SAMPLE =
      "{\"headers\":{\"all\":[{\"name\":\"n\",\"op\":\"range\",\"value\":{\"gt\":%d}}]},"
          + "\"jsonPath\":\"$.items[?@.qty > %d && match(@.sku, 'a.*')]\"}";

  @Override
  public Future<Void> start(PluginScope scope) {
    ContentBasedRoutingConfig config;
    try {
      config = ContentBasedRoutingConfig.of(scope.config());
    } catch (IllegalArgumentException wrong) {
      return Future.failedFuture(wrong);
    }
    scope.provide(RoutingPolicy.CONTENT_BASED, new ContentBasedRouting());
    scope.provide(
        MessageFilters.TYPE,
        new ContentFilters(config.filtersMax(), config.visitsMax(), config.payloadBytesMax()));
    Gauge.builder("policy.release", () -> 1)
        .tag("release", Release.version())
        .register(scope.meters());
    return proven();
  }

  /**
   * Filters a sample. It also loads the classes of JSON and JSONPath, which would take longer than
   * a first call on a shard's thread may.
   */
  private static Future<Void> proven() {
    ContentFilters filters = new ContentFilters(2, 1_000, 1_000);
    String json = "{\"items\":[{\"sku\":\"abc\",\"qty\":2.5}]}";
    ByteBuffer record =
        new MessageBuilder()
            .payload(Encoding.JSON, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)))
            .headers(List.of(new Header("n", "2.5")))
            .build();
    boolean proven =
        filters.matches(SAMPLE.formatted(2, 2), record)
            && !filters.matches(SAMPLE.formatted(3, 2), record)
            && !filters.matches(SAMPLE.formatted(2, 3), record);
    return proven
        ? Future.succeededFuture()
        : Future.failedFuture("sample of filters: matched wrongly");
  }
}
