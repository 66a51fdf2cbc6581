package io.hotswap.contracts.broker.wire;

import io.hotswap.contracts.broker.Published;
import io.hotswap.contracts.broker.PublishedRun;
import java.util.List;

/** Layout of places: none, a run as its first one and their number, or one by one. */
final class PublishedFields {
  private static final int NONE = 0;
  private static final int RUN = 1;
  private static final int LIST = 2;

  private static final int PLACE_BYTES = 8 + 4 + 8 + 8 + 1 + 1;

  private PublishedFields() {}

  static void write(WireOut out, List<Published> places) {
    if (places == null) {
      out.u8(NONE);
    } else if (places instanceof PublishedRun && !places.isEmpty()) {
      place(out.u8(RUN).i32(places.size()), places.get(0));
    } else {
      out.u8(LIST).list(places, PublishedFields::place);
    }
  }

  static List<Published> read(WireIn in) {
    int form = in.u8("places");
    return switch (form) {
      case NONE -> null;
      case RUN -> {
        int count = in.count("places", 1);
        Published first = place(in);
        yield new PublishedRun(
            first.topicUid(),
            first.partition(),
            first.offset(),
            count,
            first.publishedAtMillis(),
            first.durability());
      }
      case LIST -> in.list("places", PLACE_BYTES, PublishedFields::place);
      default -> throw in.bad("places", form, NONE + ".." + LIST);
    };
  }

  private static void place(WireOut out, Published one) {
    out.i64(one.topicUid()).i32(one.partition()).i64(one.offset()).i64(one.publishedAtMillis());
    out.flag(one.duplicate()).constant(Codes.LEVELS, one.durability());
  }

  private static Published place(WireIn in) {
    return new Published(
        in.i64("topicUid"),
        in.i32("partition"),
        in.i64("offset"),
        in.i64("publishedAtMillis"),
        in.flag("duplicate"),
        in.constant("durability", Codes.LEVELS));
  }
}
