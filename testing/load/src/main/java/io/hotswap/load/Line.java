package io.hotswap.load;

import io.hotswap.history.Event;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;

/**
 * A client's one connection at a time: opens it, notices when it is gone, says so to the record.
 */
final class Line implements AutoCloseable {
  private static final long RECONNECT_PAUSE_NANOS = 20_000_000;

  private final String client;
  private final URI base;
  private final String token;
  private final Recorder recorder;
  private HttpConnection connection;

  Line(String client, URI base, String token, Recorder recorder) {
    this.client = client;
    this.base = base;
    this.token = token;
    this.recorder = recorder;
  }

  /** Fails if the outcome is unknown; the connection is then gone and the next call opens one. */
  HttpConnection.Answer call(String method, String path, byte[] body) throws IOException {
    try {
      HttpConnection.Answer answer = open().call(method, path, body);
      recorder.answered(method + " " + path, answer);
      if (answer.closes()) {
        gone("announced by Connection: close");
      }
      return answer;
    } catch (IOException | NumberFormatException broken) {
      gone(broken.toString());
      throw broken instanceof IOException io ? io : new IOException(broken);
    }
  }

  private HttpConnection open() throws IOException {
    if (connection == null) {
      try {
        connection = new HttpConnection(base, token);
      } catch (IOException refused) {
        LockSupport.parkNanos(RECONNECT_PAUSE_NANOS);
        throw refused;
      }
      record(Event.Kind.CONNECTED, null);
    }
    return connection;
  }

  private void gone(String why) throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
      record(Event.Kind.CLOSED, why);
    }
  }

  private void record(Event.Kind kind, String detail) {
    recorder.record(Event.connection(kind, client, System.nanoTime(), detail));
  }

  /** Leaves without a word in the record. */
  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
