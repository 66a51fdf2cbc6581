import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a foreign webhook endpoint does: {@code java Receiver.java whsec_…}. Prints its port, then
 * one line for each message: {@code ok} or {@code forged}, its id and its body.
 */
public final class Receiver {
  private Receiver() {}

  public static void main(String[] arguments) throws IOException {
    byte[] secret = Base64.getDecoder().decode(arguments[0].substring("whsec_".length()));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          String id = exchange.getRequestHeaders().getFirst("webhook-id");
          String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
          String signatures = exchange.getRequestHeaders().getFirst("webhook-signature");
          String expected = "v1," + sign(secret, id + "." + time + "." + body);
          boolean ok = List.of(signatures.split(" ")).contains(expected);
          System.out.println((ok ? "ok " : "forged ") + id + " " + body);
          exchange.sendResponseHeaders(ok ? 204 : 401, -1);
          exchange.close();
        });
    server.start();
    System.out.println("port " + server.getAddress().getPort());
  }

  private static String sign(byte[] secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException none) {
      throw new IllegalStateException(none);
    }
  }
}
