package io.hotswap.node.edge;

import io.hotswap.node.exchange.ProblemBody;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/**
 * What a request's head must keep to before anybody asks what it wants.
 *
 * <p>NB: Netty drops a Content-Length beside a chunked Transfer-Encoding before we see it; the
 * latter counts then, as RFC 9112 allows.
 */
final class Framing {
  private Framing() {}

  static Optional<ProblemBody> fault(HttpServerRequest request, boolean hasBody) {
    if (request.version() == null) {
      return refused(505, "HTTP version: another (expected: HTTP/1.1, HTTP/1.0 or HTTP/2)");
    }
    int hosts = values(request, HttpHeaders.HOST).size();
    if (request.version() == HttpVersion.HTTP_1_1 && hosts != 1) {
      return refused(400, "header Host: %d of them (expected: 1)".formatted(hosts));
    }
    List<String> transfers = values(request, HttpHeaders.TRANSFER_ENCODING);
    if (!transfers.isEmpty()) {
      if (transfers.size() != 1 || !transfers.get(0).trim().equalsIgnoreCase("chunked")) {
        return refused(501, "header Transfer-Encoding: " + transfers + " (expected: chunked)");
      }
    }
    for (String expectation : values(request, HttpHeaders.EXPECT)) {
      if (!expectation.trim().equalsIgnoreCase("100-continue")) {
        return refused(417, "header Expect: " + expectation + " (expected: 100-continue)");
      }
    }
    for (String encoding : values(request, HttpHeaders.CONTENT_ENCODING)) {
      if (hasBody && !encoding.trim().equalsIgnoreCase("identity")) {
        return refused(415, "header Content-Encoding: " + encoding + " (expected: identity)");
      }
    }
    return Optional.empty();
  }

  private static List<String> values(HttpServerRequest request, CharSequence name) {
    return request.headers().getAll(name);
  }

  private static Optional<ProblemBody> refused(int status, String detail) {
    return Optional.of(ProblemBody.http(status, detail));
  }
}
