package io.hotswap.store.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What runs inside the server; each is atomic there. The text is in the file of the same name. */
enum Script {
  STORE,
  CLAIM,
  RENEW,
  RELEASE,
  APPEND,
  TRIM,
  FORGET,
  BEGIN,
  CHUNK,
  COMMIT,
  ACCEPT,
  READ,
  SEEK;

  private final String text;
  private final String sha;

  Script() {
    String file = name().toLowerCase(Locale.ROOT) + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      byte[] bytes = in.readAllBytes();
      text = new String(bytes, StandardCharsets.UTF_8);
      sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Makes the server know the text. */
  Request load() {
    return Request.cmd(Command.SCRIPT).arg("LOAD").arg(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A run by name; arguments are appended to what this returns. */
  Request run(List<String> keys) {
    Request request = Request.cmd(Command.EVALSHA).arg(sha).arg(keys.size());
    keys.forEach(key -> request.arg(key.getBytes(StandardCharsets.UTF_8)));
    return request;
  }

  Request run(List<String> keys, Object... arguments) {
    Request request = run(keys);
    for (Object argument : arguments) {
      request.arg(String.valueOf(argument).getBytes(StandardCharsets.UTF_8));
    }
    return request;
  }
}
