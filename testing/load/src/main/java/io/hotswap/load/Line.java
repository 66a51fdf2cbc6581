package io.hotswap.load;

import io.hotswap.history.Event;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * A client's one connection at a time: opens it, notices when it is gone, says so to the record.
 * Where there are several nodes it goes on at the next one, and later back to its own.
 */
final class Line implements AutoCloseable {
  private static final long RECONNECT_PAUSE_NANOS = 20_000_000;
  private static final int UNAVAILABLE = 503;

  private final String client;
  private final Nodes nodes;
  private final String token;
  private final Recorder recorder;
  private HttpConnection connection;
  private int at;
  private long leftHomeNanos;

  /** The first of {@code nodes} is the client's own. */
  Line(String client, Nodes nodes, String token, Recorder recorder) {
    this.client = client;
    this.nodes = nodes;
    this.token = token;
    this.recorder = recorder;
  }

  /** Fails if the outcome is unknown; the connection is then gone and the next call opens one. */
  HttpConnection.Answer call(String method, String path, byte[] body) throws IOException {
    homeAgain();
    try {
      HttpConnection.Answer answer = open().call(method, path, body);
      recorder.answered(method + " " + path, answer);
      if (answer.closes()) {
        gone("announced by Connection: close");
      }
      if (answer.status() == UNAVAILABLE && nodes.several()) {
        goOn();
      }
      return answer;
    } catch (IOException | NumberFormatException broken) {
      gone(broken.toString());
      goOn();
      throw broken instanceof IOException io ? io : new IOException(broken);
    }
  }

  private HttpConnection open() throws IOException {
    if (connection == null) {
      try {
        connection = new HttpConnection(nodes, at, token);
      } catch (IOException refused) {
        LockSupport.parkNanos(RECONNECT_PAUSE_NANOS);
        throw refused;
      }
      record(Event.Kind.CONNECTED, null);
    }
    return connection;
  }

  private void goOn() throws IOException {
    if (at == 0) {
      leftHomeNanos = System.nanoTime();
    }
    move((at + 1) % nodes.urls().size());
  }

  private void homeAgain() throws IOException {
    if (at != 0 && System.nanoTime() - leftHomeNanos > nodes.homeAfter().toNanos()) {
      move(0);
    }
  }

  private void move(int number) throws IOException {
    if (number != at) {
      close();
      at = number;
    }
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
