package io.hotswap.bench;

import io.hotswap.load.Admin;
import io.hotswap.load.HttpConnection;
import java.io.IOException;
import java.net.URI;

/** A node and the right to use it. */
record Target(URI url, String token) {
  HttpConnection connect() throws IOException {
    return new HttpConnection(url, token);
  }

  void createTopic(String settings) throws IOException {
    try (Admin admin = new Admin(url, token)) {
      admin.createTopic(settings);
    }
  }

  /** A name that no run before this one has used. */
  static String freshTopic(String prefix) {
    return prefix + "-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  }
}
