package io.hotswap.gateway.rest.http;

import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list: {@code limit}, {@code cursor}, {@code items}, {@code next}. The cursor is the
 * id of the last item given.
 */
public final class Page {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1000;

  private Page() {}

  /** Items in the order of their ids: what was removed meanwhile does no harm. */
  public static <T> Future<Void> sorted(
      Call call, List<T> all, Function<T, String> id, JsonOut.Item<T> each) {
    String after = cursor(call);
    List<T> rest =
        after == null
            ? all
            : all.stream().filter(item -> id.apply(item).compareTo(after) > 0).toList();
    return answer(call, rest, id, each);
  }

  /** Items in an order of their own: the cursor's item must still be there. */
  public static <T> Future<Void> ordered(
      Call call, List<T> all, Function<T, String> id, JsonOut.Item<T> each) {
    String after = cursor(call);
    int from = after == null ? 0 : all.stream().map(id).toList().indexOf(after) + 1;
    if (after != null && from == 0) {
      throw badCursor(call);
    }
    return answer(call, all.subList(from, all.size()), id, each);
  }

  private static <T> Future<Void> answer(
      Call call, List<T> rest, Function<T, String> id, JsonOut.Item<T> each) {
    int limit = call.query().integer("limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
    List<T> page = rest.subList(0, Math.min(limit, rest.size()));
    String next = page.size() < rest.size() ? encode(id.apply(page.get(page.size() - 1))) : null;
    return call.json(200, out -> out.array("items", page, each).field("next", next));
  }

  private static String encode(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String cursor(Call call) {
    String text = call.query().text("cursor").orElse(null);
    try {
      return text == null
          ? null
          : new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw badCursor(call);
    }
  }

  private static RuntimeException badCursor(Call call) {
    String text = call.query().text("cursor").orElse("");
    return Query.bad("cursor", text + " (expected: next of the page before)");
  }
}
