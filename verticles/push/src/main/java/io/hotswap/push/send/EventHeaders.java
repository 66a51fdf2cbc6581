package io.hotswap.push.send;

import io.hotswap.contracts.message.Header;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of a request with one message: CloudEvents binary mode, then our own. */
final class EventHeaders {
  static final String ATTEMPT = "hotswap-attempt";
  static final String TOPIC = "hotswap-topic";
  static final String SUBSCRIPTION = "hotswap-subscription";
  static final String PREFIX = "hotswap-header-";

  /** How many headers of the message found no room or have a name that HTTP does not allow. */
  static final String OMITTED = "hotswap-headers-omitted";

  private final int bytesMax;

  /**
   * Headers of requests.
   *
   * @param bytesMax for the message's own headers: many servers take 8 KiB in all
   */
  EventHeaders(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  Map<String, String> of(Parcel parcel) {
    Event event = new Event(parcel.first(), parcel.subscription().topicName());
    Map<String, String> out = new LinkedHashMap<>();
    out.put("content-type", HeaderText.of(event.contentType()));
    out.put("ce-specversion", "1.0");
    out.put("ce-id", event.id());
    out.put("ce-source", HeaderText.ofAttribute(event.source()));
    out.put("ce-type", HeaderText.ofAttribute(event.type()));
    out.put("ce-time", event.time());
    if (event.subject() != null) {
      out.put("ce-subject", HeaderText.ofAttribute(event.subject()));
    }
    out.putAll(ofSubscription(parcel));
    out.put(ATTEMPT, Integer.toString(parcel.first().delivery().attempt()));
    if (event.message().replays() > 0) {
      out.put("hotswap-replays", Integer.toString(event.message().replays()));
      out.put("hotswap-replay-of", event.message().replayOf());
    }
    addOwn(event, out);
    return out;
  }

  /** What holds for all messages of a request. */
  static Map<String, String> ofSubscription(Parcel parcel) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put(TOPIC, parcel.subscription().topicName());
    out.put(SUBSCRIPTION, parcel.subscription().id());
    return out;
  }

  private void addOwn(Event event, Map<String, String> out) {
    int left = bytesMax;
    int omitted = 0;
    for (Header header : event.message().headers()) {
      String name = PREFIX + header.name();
      String value = HeaderText.of(header.value());
      int size = name.length() + value.length() + ": \r\n".length();
      if (!HeaderText.isToken(header.name()) || size > left || out.containsKey(name)) {
        omitted++;
        continue;
      }
      out.put(name, value);
      left -= size;
    }
    if (omitted > 0) {
      out.put(OMITTED, Integer.toString(omitted));
    }
  }
}
