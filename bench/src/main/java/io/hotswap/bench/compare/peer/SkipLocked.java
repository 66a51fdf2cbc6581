package io.hotswap.bench.compare.peer;

import io.hotswap.bench.compare.peer.Batching.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A queue in a table of PostgreSQL, as it is mostly done: rows are inserted, and taken with {@code
 * FOR UPDATE SKIP LOCKED}.
 *
 * @param taking how, and how many at a time
 */
public record SkipLocked(Taking taking) implements Peer {
  private static final long EMPTY_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long EMPTY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(16);

  /** How messages come in and out. */
  public enum Taking {
    /** An insert per message; one is deleted and handled in a transaction, whose end is its ack. */
    ONE("postgres-skip-locked", "commit per message, which deletes it", 1, 1),
    /** An insert per message; some get a lease together, each is deleted by itself when done. */
    LEASED("postgres-skip-locked-lease", "delete per message, after a lease of some", 1, 50),
    /** Inserts of many; many are deleted and handled in one transaction. */
    LOT("postgres-skip-locked-batch", "commit per batch, which deletes it", 100, 100);

    private final String system;
    private final String ack;
    private final int insert;
    private final int take;

    Taking(String system, String ack, int insert, int take) {
      this.system = system;
      this.ack = ack;
      this.insert = insert;
      this.take = take;
    }
  }

  @Override
  public String name() {
    return taking.system;
  }

  @Override
  public String confirmMeans() {
    return taking.insert == 1
        ? "a transaction per message, synced"
        : "a transaction per batch, synced";
  }

  @Override
  public String ackMeans() {
    return taking.ack;
  }

  @Override
  public List<String> server() {
    return List.of("postgres.sh");
  }

  @Override
  public int port() {
    return 18_432;
  }

  @Override
  public Session open(Place place) throws SQLException {
    return new Open(place, taking, connect(place));
  }

  private static Connection connect(Place place) throws SQLException {
    Properties who = new Properties();
    who.setProperty("user", "postgres");
    // Statements of several rows where a batch is given, and prepared from the start.
    who.setProperty("reWriteBatchedInserts", "true");
    who.setProperty("prepareThreshold", "1");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + place.port() + "/postgres", who);
  }

  private record Open(Place place, Taking taking, Connection admin) implements Session {
    private static String table(Destination one) {
      return "\"" + one.name() + "\"";
    }

    @Override
    public void create(List<Destination> destinations) throws SQLException {
      try (Statement statement = admin.createStatement()) {
        for (Destination one : destinations) {
          if (!one.isQueue()) {
            throw new IllegalArgumentException(
                "destination: %s (expected: a work queue)".formatted(one.name()));
          }
          statement.execute(
              ("create table %s (id bigint generated always as identity primary key, "
                      + "payload bytea not null, due timestamptz not null default now(), "
                      + "attempts int not null default 0)")
                  .formatted(table(one)));
        }
      }
    }

    @Override
    public Sender sender(List<Destination> to, int index, Confirms confirms) throws SQLException {
      Connection connection = connect(place);
      List<PreparedStatement> inserts = new ArrayList<>();
      for (Destination one : to) {
        inserts.add(
            connection.prepareStatement(
                "insert into %s (payload) values (?)".formatted(table(one))));
      }
      connection.setAutoCommit(taking.insert == 1);
      return new Batching(
          "postgres-sender-" + index,
          taking.insert,
          confirms,
          batch -> insert(connection, inserts, batch),
          Closing.of(connection::close));
    }

    private static void insert(
        Connection connection, List<PreparedStatement> inserts, List<Item> batch)
        throws SQLException {
      for (Item one : batch) {
        inserts.get(one.at()).setBytes(1, one.payload());
        if (connection.getAutoCommit()) {
          inserts.get(one.at()).executeUpdate();
        } else {
          inserts.get(one.at()).addBatch();
        }
      }
      if (!connection.getAutoCommit()) {
        for (PreparedStatement insert : inserts) {
          insert.executeBatch();
        }
        connection.commit();
      }
    }

    @Override
    public Closing receiver(List<Destination> from, String group, int index, Sink sink)
        throws SQLException {
      Connection connection = connect(place);
      connection.setAutoCommit(taking == Taking.LEASED);
      List<Turn> turns = new ArrayList<>();
      for (Destination one : from) {
        turns.add(taking == Taking.LEASED ? leased(connection, one) : deleted(connection, one));
      }
      long[] wait = {EMPTY_NANOS_MIN};
      Closing loop =
          Looping.begin(
              "postgres-receiver-" + index,
              () -> {
                int taken = 0;
                for (Turn turn : turns) {
                  taken += turn.take(sink);
                }
                if (taken == 0) {
                  LockSupport.parkNanos(wait[0]);
                }
                wait[0] = taken > 0 ? EMPTY_NANOS_MIN : Math.min(EMPTY_NANOS_MAX, 2 * wait[0]);
              });
      return Closing.of(loop::close, connection::close);
    }

    /** Takes some of one table, hands them over and settles them; how many there were. */
    private interface Turn {
      int take(Sink sink) throws SQLException;
    }

    private Turn deleted(Connection connection, Destination from) throws SQLException {
      PreparedStatement take =
          connection.prepareStatement(
              ("delete from %1$s where id in (select id from %1$s order by id "
                      + "for update skip locked limit %2$d) returning payload")
                  .formatted(table(from), taking.take));
      return sink -> {
        int taken = 0;
        try (ResultSet rows = take.executeQuery()) {
          while (rows.next()) {
            sink.message(ByteBuffer.wrap(rows.getBytes(1)));
            taken++;
          }
        }
        connection.commit();
        return taken;
      };
    }

    private Turn leased(Connection connection, Destination from) throws SQLException {
      PreparedStatement take =
          connection.prepareStatement(
              ("update %1$s set due = now() + interval '30 s', attempts = attempts + 1 "
                      + "where id in (select id from %1$s where due <= now() order by id "
                      + "for update skip locked limit %2$d) returning id, payload")
                  .formatted(table(from), taking.take));
      PreparedStatement ack =
          connection.prepareStatement("delete from %s where id = ?".formatted(table(from)));
      return sink -> {
        List<Long> ids = new ArrayList<>();
        try (ResultSet rows = take.executeQuery()) {
          while (rows.next()) {
            ids.add(rows.getLong(1));
            sink.message(ByteBuffer.wrap(rows.getBytes(2)));
          }
        }
        for (long id : ids) {
          ack.setLong(1, id);
          ack.executeUpdate();
        }
        return ids.size();
      };
    }

    @Override
    public void drop(List<Destination> destinations) throws SQLException {
      try (Statement statement = admin.createStatement()) {
        for (Destination one : destinations) {
          statement.execute("drop table " + table(one));
        }
      }
    }

    @Override
    public void close() throws IOException {
      Closing.of(admin::close).close();
    }
  }
}
