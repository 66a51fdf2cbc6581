package io.hotswap.push.send;

import static io.hotswap.testkit.time.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.standardwebhooks.Webhook;
import io.hotswap.contracts.message.Encoding;
import io.hotswap.push.core.Answer;
import io.hotswap.push.core.Held;
import io.hotswap.push.net.AddressGuard;
import io.hotswap.push.net.Resolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class WebSenderTest {
  private static final WebLimits LIMITS = new WebLimits(8, 2, 4000, 2000, 3_600_000, 8192, 6144);

  private final Vertx vertx = Vertx.vertx();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final AddressGuard guard = new AddressGuard(List.of(), () -> true);
  private WebSender sender = sender(Resolver.of(vertx), null);

  /** A request as the receiver got it. */
  private record Seen(HttpServerRequest request, Buffer body) {}

  /** What a receiver does with a request. */
  private interface Reaction {
    void to(HttpServerRequest request);
  }

  @AfterEach
  void close() throws Exception {
    await(sender.close());
    await(vertx.close());
  }

  private WebSender sender(Resolver resolver, TrustOptions trust) {
    return new WebSender(vertx, Clock.systemUTC(), resolver, guard, LIMITS, trust);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private int receiver(Reaction reaction) throws Exception {
    return receiver(new HttpServerOptions().setHost("127.0.0.1"), reaction);
  }

  private int receiver(HttpServerOptions options, Reaction reaction) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(options.setPort(0))
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              seen.add(new Seen(request, body));
                              reaction.to(request);
                            }));
    return await(server.listen()).actualPort();
  }

  private Answer send(String endpoint, long timeoutMillis, Held... messages) throws Exception {
    int batchSize = Math.max(1, messages.length);
    Held[] all = messages.length == 0 ? new Held[] {Fixtures.held(m -> m)} : messages;
    Parcel parcel = Fixtures.parcel(Fixtures.push(endpoint, batchSize, timeoutMillis), all);
    Future<Answer> answer =
        Future.future(p -> vertx.runOnContext(go -> sender.send(parcel).onComplete(p)));
    return await(answer);
  }

  private Answer sendTo(int port) throws Exception {
    return send("http://127.0.0.1:" + port + "/hook?a=b", 10_000);
  }

  private static void status(HttpServerRequest request, int status) {
    request.response().setStatusCode(status).end();
  }

  @Test
  void theReferenceLibraryVerifiesWhatArrives() throws Exception {
    int port = receiver(request -> status(request, 204));

    assertThat(sendTo(port)).isEqualTo(Answer.accepted(204));

    Seen one = seen.get(0);
    assertThat(one.request().uri()).isEqualTo("/hook?a=b");
    assertThat(one.request().method().name()).isEqualTo("POST");
    assertThat(one.request().getHeader("webhook-id")).isEqualTo(Fixtures.ID.toString());
    assertThat(one.request().getHeader("ce-id")).isEqualTo(Fixtures.ID.toString());
    assertThat(one.request().getHeader("user-agent")).isEqualTo("HotSwap-Push/1.0.0");
    assertThat(one.body().toString()).isEqualTo("{\"n\":1}");
    verify(one);
  }

  private static void verify(Seen one) throws Exception {
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id", one.request().headers().getAll("webhook-id"),
            "webhook-timestamp", one.request().headers().getAll("webhook-timestamp"),
            "webhook-signature", one.request().headers().getAll("webhook-signature"));
    new Webhook(Fixtures.SECRET).verify(one.body().toString(), headers);
    new Webhook(Fixtures.OTHER_SECRET).verify(one.body().toString(), headers);
  }

  @Test
  void aBatchIsSignedAsAWhole() throws Exception {
    int port = receiver(request -> status(request, 200));
    Held[] two = {Fixtures.held(m -> m), Fixtures.held(m -> m.key("k"))};

    assertThat(send("http://127.0.0.1:" + port, 10_000, two).isAccepted()).isTrue();

    assertThat(seen.get(0).request().getHeader("content-type"))
        .isEqualTo("application/cloudevents-batch+json");
    assertThat(seen.get(0).request().getHeader("webhook-id")).startsWith("batch_");
    assertThat(seen.get(0).body().toJsonArray()).hasSize(2);
    verify(seen.get(0));
  }

  @Test
  void bytesArriveAsTheyAre() throws Exception {
    int port = receiver(request -> status(request, 200));
    Held binary = Fixtures.held(Fixtures.message(Encoding.BINARY, "\u0000\u00ff"), Fixtures.ID, 1);

    send("http://127.0.0.1:" + port, 10_000, binary);

    assertThat(seen.get(0).body().getBytes()).containsExactly(0, 0xc3, 0xbf);
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    int port =
        receiver(
            request ->
                request.response().setStatusCode(307).putHeader("location", "/elsewhere").end());

    Answer answer = sendTo(port);

    assertThat(answer.kind()).isEqualTo(Answer.Kind.FAILED);
    assertThat(answer.reason())
        .isEqualTo("status 307 Temporary Redirect (redirects are not followed)");
    assertThat(seen).hasSize(1);
  }

  @Test
  void aBusyReceiverSaysWhenToComeAgain() throws Exception {
    int port =
        receiver(
            request -> request.response().setStatusCode(429).putHeader("Retry-After", "7").end());

    Answer answer = sendTo(port);

    assertThat(answer.kind()).isEqualTo(Answer.Kind.LATER);
    assertThat(answer.delayMillis()).isEqualTo(7000);
  }

  @Test
  void aReceiverSaysHowBadItIs() throws Exception {
    int port =
        receiver(
            request ->
                request
                    .response()
                    .setStatusCode(500)
                    .putHeader("hotswap-failure-class", "Critical")
                    .end());

    assertThat(sendTo(port).failureClass().name()).isEqualTo("Critical");
  }

  @Test
  void noAnswerInTime() throws Exception {
    int port = receiver(request -> {});

    assertThat(send("http://127.0.0.1:" + port, 150).reason()).isEqualTo("no answer within 150 ms");
  }

  @Test
  void aBodyThatNeverEndsDoesNotHoldUpItsStatus() throws Exception {
    int port = receiver(request -> request.response().setChunked(true).write("slow"));

    assertThat(send("http://127.0.0.1:" + port, 150)).isEqualTo(Answer.accepted(200));
  }

  @Test
  void ofALargeBodyLittleIsRead() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    int port =
        receiver(
            request -> {
              request.connection().closeHandler(end -> closed.incrementAndGet());
              request.response().setChunked(true).write(Buffer.buffer(new byte[100_000]));
            });

    assertThat(sendTo(port)).isEqualTo(Answer.accepted(200));
    patiently().untilAsserted(() -> assertThat(closed).hasValue(1));
  }

  @Test
  void aConnectionThatIsCut() throws Exception {
    int port = receiver(request -> request.connection().close());

    Answer answer = sendTo(port);

    assertThat(answer.kind()).isEqualTo(Answer.Kind.FAILED);
    assertThat(answer.reason()).startsWith("no answer: ");
  }

  @Test
  void noHttpIsNoErrorOfOurs() throws Exception {
    NetServer server = vertx.createNetServer().connectHandler(s -> s.write("SSH-2.0-x\r\n\r\n"));
    int port = await(server.listen(0, "127.0.0.1")).actualPort();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger vertxLog = (Logger) LoggerFactory.getLogger("io.vertx");
    vertxLog.addAppender(log);

    assertThat(sendTo(port).reason()).startsWith("no answer: ");

    assertThat(log.list).filteredOn(e -> e.getLevel() == Level.ERROR).isEmpty();
    vertxLog.detachAppender(log);
  }

  @Test
  void nobodyListens() throws Exception {
    // NB: a Vert.x server may still accept a moment after its close() has completed.
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(sendTo(port).reason()).startsWith("not connected: ");
  }

  @Test
  void anUnknownHost() throws Exception {
    assertThat(send("http://no-such-host.invalid/", 10_000).reason())
        .startsWith("host no-such-host.invalid: ");
  }

  @Test
  void connectionsAreUsedAgainAndNotTooManyKept() throws Exception {
    int port = receiver(request -> status(request, 200));
    sendTo(port);
    sendTo(port);
    assertThat(seen.get(0).request().connection()).isSameAs(seen.get(1).request().connection());

    int slow = receiver(request -> vertx.setTimer(100, t -> status(request, 200)));
    List<Future<Answer>> all =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    Fixtures.parcel(
                        Fixtures.push("http://127.0.0.1:" + slow, 1, 10_000),
                        Fixtures.held(m -> m)))
            .map(
                parcel ->
                    Future.<Answer>future(
                        p -> vertx.runOnContext(go -> sender.send(parcel).onComplete(p))))
            .toList();
    await(Future.all(all));
    assertThat(seen)
        .anySatisfy(s -> assertThat(s.request().getHeader("connection")).isEqualTo("close"));
  }

  @Test
  void privateAddressesAreRefusedWithoutTellingThem() throws Exception {
    sender = sender(host -> Future.succeededFuture(List.of(address("10.0.0.1"))), null);

    Answer answer = send("http://intranet.example/", 10_000);

    assertThat(answer.kind()).isEqualTo(Answer.Kind.FAILED);
    assertThat(answer.reason())
        .isEqualTo("host intranet.example: address refused (expected: public, or in push.allow)");
  }

  /** A name that points elsewhere when it is asked the second time leads nowhere new. */
  @Test
  void theAddressThatWasCheckedIsConnectedTo() throws Exception {
    int port = receiver(request -> status(request, 200));
    AtomicInteger asked = new AtomicInteger();
    sender =
        sender(
            host -> {
              String now = asked.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254";
              return Future.succeededFuture(List.of(address(now)));
            },
            null);

    Answer first = send("http://rebinding.example:" + port, 10_000);
    Answer second = send("http://rebinding.example:" + port, 10_000);

    assertThat(first.isAccepted()).isTrue();
    assertThat(seen.get(0).request().getHeader("host")).isEqualTo("rebinding.example:" + port);
    assertThat(second.reason()).contains("address refused");
    assertThat(asked).hasValue(2);
  }

  @Test
  void ofSeveralAddressesTheNextOpenOneIsTried() throws Exception {
    int port = receiver(request -> status(request, 200));
    sender =
        sender(
            host ->
                Future.succeededFuture(
                    List.of(address("10.0.0.1"), address("127.0.0.2"), address("127.0.0.1"))),
            null);

    assertThat(send("http://several.example:" + port, 10_000).isAccepted()).isTrue();
  }

  @Test
  void overTlsTheNameIsCheckedAndSent(@TempDir Path directory) throws Exception {
    Path store = directory.resolve("key.p12");
    keytool("-genkeypair", "-keystore", store, "-dname", "CN=x", "-ext", "san=dns:hooks.example");
    Path pem = directory.resolve("cert.pem");
    keytool("-exportcert", "-rfc", "-keystore", store, "-file", pem);
    int port =
        receiver(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(
                    new PfxOptions().setPath(store.toString()).setPassword("changeit")),
            request -> status(request, 200));
    Resolver loopback = host -> Future.succeededFuture(List.of(address("127.0.0.1")));

    sender = sender(loopback, new PemTrustOptions().addCertPath(pem.toString()));
    assertThat(send("https://hooks.example:" + port, 10_000)).isEqualTo(Answer.accepted(200));
    assertThat(seen.get(0).request().connection().indicatedServerName()).isEqualTo("hooks.example");
    assertThat(send("https://other.example:" + port, 10_000).reason())
        .startsWith("not connected: ");

    sender = sender(loopback, null);
    assertThat(send("https://hooks.example:" + port, 10_000).reason())
        .startsWith("not connected: ");
    assertThat(seen).hasSize(1);
  }

  private static void keytool(Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    command.addAll(List.of("-storepass", "changeit", "-alias", "a"));
    if (command.contains("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static InetAddress address(String numeric) {
    try {
      return InetAddress.getByName(numeric);
    } catch (UnknownHostException bad) {
      throw new IllegalArgumentException(numeric, bad);
    }
  }
}
