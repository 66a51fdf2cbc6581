package io.hotswap.gateway.rest.admin;

import io.hotswap.gateway.rest.http.Call;
import io.hotswap.gateway.rest.json.JsonOut;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Answers with a record of the contracts as it is. */
final class Views {
  private Views() {}

  static Future<Void> answer(Call call, int status, Map<String, String> headers, Object view) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("content-type", "application/json");
    call.exchange().respond(status, all, JsonOut.write(out -> out.view(view)));
    return Future.succeededFuture();
  }
}
