package io.hotswap.push.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a subscription's messages go. */
public sealed interface Endpoint {
  String BUS_SCHEME = "event-bus:";

  /**
   * A webhook.
   *
   * @param host name or address; an IPv6 address without brackets
   * @param target path and query
   */
  record Web(boolean tls, String host, int port, String target) implements Endpoint {
    /** As it stands in a URL. */
    public String authorityHost() {
      return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
  }

  /** An address of the node's event bus. */
  record Bus(String address) implements Endpoint {}

  /**
   * Reads an endpoint.
   *
   * @throws IllegalArgumentException naming the value and what was expected
   */
  static Endpoint parse(String text) {
    return text.startsWith(BUS_SCHEME)
        ? Parsing.bus(text, text.substring(BUS_SCHEME.length()))
        : Parsing.web(text);
  }

  /** The forms, apart from what callers see. */
  final class Parsing {
    private static final int ADDRESS_CHARS_MAX = 255;
    // NB: a message to the kernel's own addresses would act with the kernel's rights.
    private static final List<String> RESERVED = List.of("hotswap.v1.", "__vertx.");
    // NB: not URI.getHost(), which knows no names with an underscore.
    private static final Pattern AUTHORITY =
        Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253}))(?::(\\d{1,5}))?");

    private Parsing() {}

    private static Endpoint bus(String text, String address) {
      if (address.isBlank() || address.length() > ADDRESS_CHARS_MAX) {
        throw bad(text, "an address of 1.." + ADDRESS_CHARS_MAX + " characters");
      }
      for (String prefix : RESERVED) {
        if (address.startsWith(prefix)) {
          throw bad(text, "an address that does not start with " + prefix);
        }
      }
      return new Bus(address);
    }

    private static Endpoint web(String text) {
      URI uri;
      try {
        uri = new URI(text);
      } catch (URISyntaxException malformed) {
        throw bad(text, "a URL: " + malformed.getReason());
      }
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean tls = scheme.equals("https");
      if (!tls && !scheme.equals("http")) {
        throw bad(text, "http://…, https://… or event-bus:…");
      }
      String raw = uri.getRawAuthority();
      Matcher authority = AUTHORITY.matcher(raw == null ? "" : raw);
      if (!authority.matches()) {
        throw bad(text, "host or host:port after //, without a user");
      }
      int port =
          authority.group(3) == null ? (tls ? 443 : 80) : Integer.parseInt(authority.group(3));
      if (port < 1 || port > 65_535) {
        throw bad(text, "a port 1..65535");
      }
      String host = authority.group(1) != null ? authority.group(1) : authority.group(2);
      return new Web(tls, host, port, target(uri));
    }

    private static String target(URI uri) {
      URI ascii = URI.create(uri.toASCIIString());
      String path = ascii.getRawPath();
      String query = ascii.getRawQuery();
      return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    private static IllegalArgumentException bad(String text, String expected) {
      String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
      return new IllegalArgumentException("endpoint: " + shown + " (expected: " + expected + ")");
    }
  }
}
