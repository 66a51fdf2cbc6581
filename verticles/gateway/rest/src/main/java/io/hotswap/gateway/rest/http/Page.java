package io.hotswap.gateway.rest.http;

import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * One page of a list: {@code limit}, {@code cursor}, {@code items}, {@code next}. The cursor holds
 * the list and the id of the last item given.
 */
public final class Page {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1000;
  private static final int CHECK_CHARS = 8;

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

  /** How many items the caller wants. */
  public static int limit(Call call) {
    return call.query().integer("limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
  }

  /** Where the page before ended, as given to {@link #cut}; null for the first page. */
  public static String after(Call call) {
    return cursor(call);
  }

  /** A page of a list that somebody else cuts; {@code next} is null at its end. */
  public static <T> Future<Void> cut(Call call, List<T> page, String next, JsonOut.Item<T> each) {
    String cursor = next == null ? null : encode(call, next);
    return call.json(200, out -> out.array("items", page, each).field("next", cursor));
  }

  private static <T> Future<Void> answer(
      Call call, List<T> rest, Function<T, String> id, JsonOut.Item<T> each) {
    int limit = limit(call);
    List<T> page = rest.subList(0, Math.min(limit, rest.size()));
    String next =
        page.size() < rest.size() ? encode(call, id.apply(page.get(page.size() - 1))) : null;
    return call.json(200, out -> out.array("items", page, each).field("next", next));
  }

  private static String encode(Call call, String id) {
    byte[] bytes = (list(call) + id + checkOf(call, id)).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Which list a cursor is of: another's is refused. */
  private static String list(Call call) {
    return call.operation().id() + "/";
  }

  /** Tells a cursor that was cut or changed by mistake; it is no secret. */
  private static String checkOf(Call call, String id) {
    CRC32 crc = new CRC32();
    crc.update((list(call) + id).getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  private static String cursor(Call call) {
    String text = call.query().text("cursor").orElse(null);
    if (text == null) {
      return null;
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int from = list(call).length();
      int to = plain.length() - CHECK_CHARS;
      String id = from <= to ? plain.substring(from, to) : "";
      if (encode(call, id).equals(text)) {
        return id;
      }
    } catch (IllegalArgumentException notBase64) {
      // Told below like one of another list.
    }
    throw badCursor(call);
  }

  private static RuntimeException badCursor(Call call) {
    String text = call.query().text("cursor").orElse("");
    return Query.bad("cursor", text + " (expected: next of the page before)");
  }
}
