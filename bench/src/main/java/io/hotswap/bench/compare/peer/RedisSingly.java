package io.hotswap.bench.compare.peer;

import static io.hotswap.bench.compare.peer.Redis.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;

/**
 * A queue of plain Redis Streams, message by message: an XADD that is answered before the next one,
 * XREADGROUP of some, and for each of them an XACK with its XDEL, answered before the next one.
 */
public final class RedisSingly implements Peer {
  private static final int READ = 100;
  private static final Redis STREAMS = new Redis("always");

  @Override
  public String name() {
    return "redis-singly";
  }

  @Override
  public String confirmMeans() {
    return STREAMS.confirmMeans();
  }

  @Override
  public String ackMeans() {
    return "XACK and XDEL per message, answered before those of the next";
  }

  @Override
  public List<String> server() {
    return STREAMS.server();
  }

  @Override
  public int port() {
    return STREAMS.port();
  }

  @Override
  public Session open(Place place) {
    return new Open(place, STREAMS.open(place));
  }

  private record Open(Place place, Session streams) implements Session {
    @Override
    public void create(List<Destination> destinations) throws Exception {
      streams.create(destinations);
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) {
      Jedis connection = Redis.connect(place);
      List<byte[]> names = to.stream().map(one -> bytes(one.name())).toList();
      return new Batching(
          "redis-sender-" + index,
          1,
          confirms,
          batch -> {
            byte[] name = names.get(batch.get(0).at());
            byte[] payload = batch.get(0).payload();
            connection.sendCommand(Command.XADD, name, bytes("*"), bytes("d"), payload);
          },
          Closing.of(connection::close));
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink) {
      Jedis connection = Redis.connect(place);
      byte[] named = bytes(group.isEmpty() ? "workers" : group);
      byte[][] read = Redis.read(from, named, index, READ);
      Closing loop =
          Looping.begin(
              "redis-receiver-" + index,
              () -> {
                Object answer = connection.sendCommand(Command.XREADGROUP, read);
                if (answer instanceof List<?> found) {
                  settle(connection, found, named, group.isEmpty(), sink);
                }
              });
      return Closing.of(loop::close, connection::close);
    }

    private static void settle(
        Jedis connection, List<?> streams, byte[] group, boolean delete, Sink sink) {
      for (Object stream : streams) {
        byte[] name = (byte[]) ((List<?>) stream).get(0);
        for (Object entry : (List<?>) ((List<?>) stream).get(1)) {
          byte[] id = (byte[]) ((List<?>) entry).get(0);
          sink.message(ByteBuffer.wrap((byte[]) ((List<?>) ((List<?>) entry).get(1)).get(1)));
          // One write and one wait for both.
          Pipeline pipeline = connection.pipelined();
          pipeline.sendCommand(Command.XACK, name, group, id);
          if (delete) {
            pipeline.sendCommand(Command.XDEL, name, id);
          }
          pipeline.sync();
        }
      }
    }

    @Override
    public void drop(List<Destination> destinations) throws Exception {
      streams.drop(destinations);
    }

    @Override
    public void close() throws IOException {
      streams.close();
    }
  }
}
