package io.hotswap.bench.compare.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hotswap.bench.compare.peer.Batching.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Redis Streams: a stream for each destination, pipelined XADD, and XREADGROUP with XACK of what it
 * gave; of a work queue, XDEL as well.
 *
 * @param fsync what the server's {@code appendfsync} says
 */
public record Redis(String fsync) implements Peer {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int READ = 200;
  private static final int BATCH = 500;

  @Override
  public String name() {
    return "redis-" + fsync;
  }

  @Override
  public String confirmMeans() {
    return fsync.equals("always") ? "fdatasync per turn of its loop" : "fsync each second";
  }

  @Override
  public String ackMeans() {
    return "XACK and XDEL that name each id, one of each for what a read gave";
  }

  @Override
  public List<String> server() {
    return List.of("redis.sh", fsync);
  }

  @Override
  public int port() {
    return 18_379;
  }

  @Override
  public Session open(Place place) {
    return new Open(place, connect(place));
  }

  static Jedis connect(Place place) {
    return new Jedis("127.0.0.1", place.port(), TIMEOUT_MILLIS);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Words of an XREADGROUP of that many, which waits a moment. */
  static byte[][] read(List<Destination> from, byte[] group, int index, int count) {
    List<byte[]> words = new ArrayList<>();
    words.addAll(List.of(bytes("GROUP"), group, bytes("c" + index)));
    words.addAll(List.of(bytes("COUNT"), bytes(Integer.toString(count))));
    words.addAll(List.of(bytes("BLOCK"), bytes("100"), bytes("STREAMS")));
    from.forEach(one -> words.add(bytes(one.name())));
    from.forEach(one -> words.add(bytes(">")));
    return words.toArray(byte[][]::new);
  }

  private record Open(Place place, Jedis admin) implements Session {
    private static final byte[] STAR = bytes("*");
    private static final byte[] FIELD = bytes("d");

    @Override
    public void create(List<Destination> destinations) {
      for (Destination one : destinations) {
        for (String group : one.isQueue() ? List.of("workers") : one.groups()) {
          admin.sendCommand(
              Command.XGROUP,
              bytes("CREATE"),
              bytes(one.name()),
              bytes(group),
              bytes("0"),
              bytes("MKSTREAM"));
        }
      }
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) {
      Jedis connection = connect(place);
      List<byte[]> streams = to.stream().map(one -> bytes(one.name())).toList();
      return new Batching(
          "redis-sender-" + index,
          BATCH,
          confirms,
          batch -> add(connection, streams, batch),
          Closing.of(connection::close));
    }

    private static void add(Jedis connection, List<byte[]> streams, List<Item> batch) {
      Pipeline pipeline = connection.pipelined();
      for (Item one : batch) {
        pipeline.sendCommand(Command.XADD, streams.get(one.at()), STAR, FIELD, one.payload());
      }
      for (Object answer : pipeline.syncAndReturnAll()) {
        if (answer instanceof JedisException refused) {
          throw refused;
        }
      }
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink) {
      Jedis connection = connect(place);
      byte[] named = bytes(group.isEmpty() ? "workers" : group);
      byte[][] read = Redis.read(from, named, index, READ);
      Closing loop =
          Looping.begin(
              "redis-receiver-" + index,
              () -> {
                Object answer = connection.sendCommand(Command.XREADGROUP, read);
                if (answer instanceof List<?> streams) {
                  settle(connection, streams, named, group.isEmpty(), sink);
                }
              });
      return Closing.of(loop::close, connection::close);
    }

    /** An answer is a list of streams: name, and a list of entries: id, and fields with values. */
    private static void settle(
        Jedis connection, List<?> streams, byte[] group, boolean delete, Sink sink) {
      Pipeline pipeline = connection.pipelined();
      for (Object stream : streams) {
        byte[] name = (byte[]) ((List<?>) stream).get(0);
        List<byte[]> ids = new ArrayList<>();
        for (Object entry : (List<?>) ((List<?>) stream).get(1)) {
          ids.add((byte[]) ((List<?>) entry).get(0));
          sink.message(ByteBuffer.wrap((byte[]) ((List<?>) ((List<?>) entry).get(1)).get(1)));
        }
        pipeline.sendCommand(Command.XACK, words(List.of(name, group), ids));
        if (delete) {
          pipeline.sendCommand(Command.XDEL, words(List.of(name), ids));
        }
      }
      pipeline.sync();
    }

    private static byte[][] words(List<byte[]> first, List<byte[]> then) {
      List<byte[]> all = new ArrayList<>(first);
      all.addAll(then);
      return all.toArray(byte[][]::new);
    }

    @Override
    public void drop(List<Destination> destinations) {
      destinations.forEach(one -> admin.unlink(one.name()));
    }

    @Override
    public void close() throws IOException {
      Closing.of(admin::close).close();
    }
  }
}
