package io.hotswap.bench.compare.peer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;

/** RabbitMQ with quorum queues, persistent messages, publisher confirms and an ack per message. */
public final class RabbitMq implements Peer {
  private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");
  private static final BasicProperties PERSISTENT =
      new BasicProperties.Builder().deliveryMode(2).build();
  private static final int PREFETCH = 500;
  private static final int CLOSE_MILLIS = 5000;

  @Override
  public String name() {
    return "rabbitmq";
  }

  @Override
  public String confirmMeans() {
    return "fdatasync of the Raft log per batch (quorum queue)";
  }

  @Override
  public String ackMeans() {
    return "basic.ack per message";
  }

  @Override
  public List<String> server() {
    return List.of("rabbitmq.sh");
  }

  @Override
  public int port() {
    return 18_672;
  }

  @Override
  public Session open(Place place) throws Exception {
    Connection connection = connect(place);
    return new Open(place, connection, connection.createChannel());
  }

  private static Connection connect(Place place) throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(place.port());
    return factory.newConnection();
  }

  private record Open(Place place, Connection admin, Channel channel) implements Session {
    private static String queue(Destination one, String group) {
      return one.isQueue() ? one.name() : one.name() + "." + group;
    }

    @Override
    public void create(List<Destination> destinations) throws IOException {
      for (Destination one : destinations) {
        if (one.isQueue()) {
          channel.queueDeclare(one.name(), true, false, false, QUORUM);
        } else {
          channel.exchangeDeclare(one.name(), BuiltinExchangeType.FANOUT, true);
          for (String group : one.groups()) {
            channel.queueDeclare(queue(one, group), true, false, false, QUORUM);
            channel.queueBind(queue(one, group), one.name(), "");
          }
        }
      }
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) throws Exception {
      Connection connection = connect(place);
      Channel own = connection.createChannel();
      own.confirmSelect();
      NavigableMap<Long, Long> tokens = new ConcurrentSkipListMap<>();
      own.addConfirmListener(
          (tag, multiple) -> heard(tokens, tag, multiple, confirms::confirmed),
          (tag, multiple) ->
              heard(
                  tokens, tag, multiple, token -> confirms.failed(token, new IOException("nack"))));
      return new Sender() {
        @Override
        public void send(int at, byte[] payload, long token) throws IOException {
          tokens.put(own.getNextPublishSeqNo(), token);
          Destination one = to.get(at);
          String exchange = one.isQueue() ? "" : one.name();
          own.basicPublish(exchange, one.isQueue() ? one.name() : "", PERSISTENT, payload);
        }

        @Override
        public void close() throws IOException {
          Closing.of(() -> connection.close(CLOSE_MILLIS)).close();
        }
      };
    }

    private interface Each {
      void is(long token);
    }

    private static void heard(
        NavigableMap<Long, Long> tokens, long tag, boolean multiple, Each each) {
      if (multiple) {
        NavigableMap<Long, Long> all = tokens.headMap(tag, true);
        for (Long one = poll(all); one != null; one = poll(all)) {
          each.is(one);
        }
      } else {
        each.is(tokens.remove(tag));
      }
    }

    private static Long poll(NavigableMap<Long, Long> all) {
      Map.Entry<Long, Long> first = all.pollFirstEntry();
      return first == null ? null : first.getValue();
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink)
        throws Exception {
      Connection connection = connect(place);
      Channel own = connection.createChannel();
      own.basicQos(place.number("rabbitmq.prefetch", PREFETCH));
      for (Destination one : from) {
        own.basicConsume(
            queue(one, group),
            false,
            new DefaultConsumer(own) {
              @Override
              public void handleDelivery(
                  String tag, Envelope envelope, BasicProperties properties, byte[] body)
                  throws IOException {
                sink.message(ByteBuffer.wrap(body));
                own.basicAck(envelope.getDeliveryTag(), false);
              }
            });
      }
      return Closing.of(() -> connection.close(CLOSE_MILLIS));
    }

    @Override
    public void drop(List<Destination> destinations) throws IOException {
      for (Destination one : destinations) {
        if (one.isQueue()) {
          channel.queueDelete(one.name());
        } else {
          channel.exchangeDelete(one.name());
          for (String group : one.groups()) {
            channel.queueDelete(queue(one, group));
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      Closing.of(() -> admin.close(CLOSE_MILLIS)).close();
    }
  }
}
