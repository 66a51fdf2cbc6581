package io.hotswap.node.edge;

import io.hotswap.contracts.door.DoorCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The sockets of one event loop. */
final class Listener extends VerticleBase {
  /** Beyond our own bounds the decoder gives up without a chance of an orderly answer. */
  private static final int DECODER_SLACK = 4;

  /** How long the other side of a WebSocket may take to answer that it is closed. */
  private static final int CLOSING_SECONDS_MAX = 2;

  private final Desk desk;
  private final String host;
  private final int port;
  private HttpServer server;

  Listener(Desk desk, String host, int port) {
    this.desk = desk;
    this.host = host;
    this.port = port;
  }

  /** Opens the sockets; deploying only takes an event loop. */
  Future<Void> listen() {
    Promise<Void> listening = Promise.promise();
    context.runOnContext(
        ignored -> {
          Intake intake = new Intake(desk);
          server =
              vertx
                  .createHttpServer(options())
                  .connectionHandler(this::connected)
                  .requestHandler(intake::handle)
                  .invalidRequestHandler(intake::handleInvalid);
          server.listen(port, host).<Void>mapEmpty().onComplete(listening);
        });
    return listening.future();
  }

  Context context() {
    return context;
  }

  int actualPort() {
    return server.actualPort();
  }

  /** Accepts no more, closes what is idle, and the rest when answered or when time is up. */
  Future<Void> shutdown(Duration drain) {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void connected(HttpConnection connection) {
    if (desk.meters.connections.incrementAndGet() > desk.settings.connectionsMax()) {
      desk.meters.connectionsClosed.increment();
      connection.close();
    }
    connection.closeHandler(nothing -> desk.meters.connections.decrementAndGet());
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxInitialLineLength(DECODER_SLACK * desk.settings.uriBytesMax())
            .setMaxHeaderSize(desk.settings.headerBytesMax())
            .setMaxFormAttributeSize(8192)
            .setHandle100ContinueAutomatically(false)
            .setHttp2ClearTextEnabled(true)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .addWebSocketSubProtocol(DoorCodec.PROTOCOL)
            .setMaxWebSocketFrameSize(desk.settings.socketBytesMax())
            .setMaxWebSocketMessageSize(desk.settings.socketBytesMax())
            .setWebSocketClosingTimeout(CLOSING_SECONDS_MAX)
            .setCompressionSupported(false)
            .setTcpNoDelay(true)
            .setReuseAddress(true);
    options.setIdleTimeout((int) desk.settings.idleTimeout().toMillis());
    options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return options;
  }
}
