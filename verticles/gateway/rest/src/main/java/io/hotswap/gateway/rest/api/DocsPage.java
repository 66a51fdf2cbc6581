package io.hotswap.gateway.rest.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The document for people: one page that loads nothing else. */
public final class DocsPage {
  private static final String HEAD =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>HotSwap REST API</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <style>
      body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
      table{border-collapse:collapse;width:100%}
      td,th{padding:.3rem .6rem;border-bottom:1px solid #8884;text-align:left;vertical-align:top}
      code{font:14px ui-monospace,monospace}.planned{opacity:.55}
      </style></head><body><h1>HotSwap REST API v1</h1>
      <p>The whole contract, with schemas, is <a href="/openapi.json">/openapi.json</a>. Send
      <code>Authorization: Bearer &lt;token&gt;</code>. Greyed operations answer 501 for now.
      Rollouts, live: <a href="/deployments">/deployments</a>.</p>
      <table><thead><tr><th>Method</th><th>Path</th><th>Who</th><th>What</th></tr></thead><tbody>
      """;

  private DocsPage() {}

  /** The page of rollouts: it asks this API with the token that its reader gives it. */
  public static byte[] deployments() {
    try (InputStream in = DocsPage.class.getResourceAsStream("/deployments.html")) {
      return in.readAllBytes();
    } catch (IOException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }

  public static byte[] render(OpenApi api) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Operation operation : api.operations()) {
      page.append(operation.planned() ? "<tr class=\"planned\">" : "<tr>");
      cell(page, operation.method());
      cell(page, operation.path());
      cell(page, operation.role().map(Enum::name).orElse("open"));
      page.append("<td>").append(escape(operation.summary())).append("</td></tr>\n");
    }
    page.append("</tbody></table></body></html>\n");
    return page.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void cell(StringBuilder page, String text) {
    page.append("<td><code>").append(escape(text)).append("</code></td>");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
