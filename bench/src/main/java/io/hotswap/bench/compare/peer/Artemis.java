package io.hotswap.bench.compare.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.SendAcknowledgementHandler;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artemis over its core client: durable messages, acknowledged sends, an ack per message. */
public final class Artemis implements Peer {
  private static final Logger LOG = LoggerFactory.getLogger(Artemis.class);
  private static final String USER = "bench";
  private static final int WINDOW_BYTES = 10 << 20;
  private static final int CONSUMER_BYTES = 1 << 20;

  @Override
  public String name() {
    return "artemis";
  }

  @Override
  public String confirmMeans() {
    return "fdatasync of the journal per timed buffer";
  }

  @Override
  public String ackMeans() {
    return "individualAcknowledge() per message, not waited for";
  }

  @Override
  public List<String> server() {
    return List.of("artemis.sh");
  }

  @Override
  public int port() {
    return 18_616;
  }

  @Override
  public Session open(Place place) throws Exception {
    ServerLocator locator =
        ActiveMQClient.createServerLocator("tcp://127.0.0.1:" + place.port())
            .setConfirmationWindowSize(WINDOW_BYTES)
            .setProducerWindowSize(WINDOW_BYTES)
            .setConsumerWindowSize(place.number("artemis.consumer-bytes", CONSUMER_BYTES))
            .setBlockOnDurableSend(false)
            .setBlockOnNonDurableSend(false)
            .setBlockOnAcknowledge(false);
    ClientSessionFactory factory = locator.createSessionFactory();
    return new Open(locator, factory, session(factory));
  }

  private static ClientSession session(ClientSessionFactory factory) throws ActiveMQException {
    // Sends and acks commit by themselves, and acks are not gathered.
    return factory.createSession(USER, USER, false, true, true, false, 0);
  }

  private record Open(ServerLocator locator, ClientSessionFactory factory, ClientSession admin)
      implements Session {
    private static String queue(Destination one, String group) {
      return one.isQueue() ? one.name() : one.name() + "." + group;
    }

    private static List<String> queues(Destination one) {
      return one.isQueue()
          ? List.of(one.name())
          : one.groups().stream().map(group -> queue(one, group)).toList();
    }

    @Override
    public void create(List<Destination> destinations) throws Exception {
      for (Destination one : destinations) {
        for (String queue : queues(one)) {
          admin.createQueue(
              QueueConfiguration.of(queue)
                  .setAddress(one.name())
                  .setRoutingType(one.isQueue() ? RoutingType.ANYCAST : RoutingType.MULTICAST)
                  .setDurable(true));
        }
      }
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) throws Exception {
      ClientSessionFactory own = locator.createSessionFactory();
      ClientSession session = session(own);
      List<ClientProducer> producers = new ArrayList<>();
      for (Destination one : to) {
        producers.add(session.createProducer(one.name()));
      }
      return new Sender() {
        @Override
        public void send(int at, byte[] payload, long token) throws ActiveMQException {
          ClientMessage message = session.createMessage(true);
          message.getBodyBuffer().writeBytes(payload);
          producers.get(at).send(message, answer(confirms, token));
        }

        @Override
        public void close() throws IOException {
          Closing.of(session::close, own::close).close();
        }
      };
    }

    private static SendAcknowledgementHandler answer(Confirms confirms, long token) {
      return new SendAcknowledgementHandler() {
        @Override
        public void sendAcknowledged(Message message) {
          confirms.confirmed(token);
        }

        @Override
        public void sendFailed(Message message, Exception failed) {
          confirms.failed(token, failed);
        }
      };
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink)
        throws Exception {
      ClientSessionFactory own = locator.createSessionFactory();
      ClientSession session = session(own);
      for (Destination one : from) {
        ClientConsumer consumer = session.createConsumer(queue(one, group));
        consumer.setMessageHandler(message -> settle(message, sink));
      }
      session.start();
      return Closing.of(session::close, own::close);
    }

    private static void settle(ClientMessage message, Sink sink) {
      byte[] payload = new byte[message.getBodyBuffer().readableBytes()];
      message.getBodyBuffer().readBytes(payload);
      sink.message(ByteBuffer.wrap(payload));
      try {
        message.individualAcknowledge();
      } catch (ActiveMQException refused) {
        LOG.error("ack refused", refused);
      }
    }

    @Override
    public void drop(List<Destination> destinations) throws Exception {
      for (Destination one : destinations) {
        for (String queue : queues(one)) {
          admin.deleteQueue(queue);
        }
      }
    }

    @Override
    public void close() throws IOException {
      Closing.of(admin::close, factory::close, locator::close).close();
    }
  }
}
