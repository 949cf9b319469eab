package dev.jacobian.data.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.SourceColumn.Kind;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.shape.DataException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows of a real PostgreSQL, where one is installed. */
class PostgresTest {
  private static PostgresServer server;

  @BeforeAll
  static void start() throws Exception {
    PostgresServer.missing()
        .ifPresent(reason -> Assumptions.abort("not tested with PostgreSQL: " + reason));
    server = PostgresServer.start();
    execute(
        "create type mood as enum ('sad', 'ok')",
        "create table types (id int primary key, s smallint, b bigint, n numeric(30, 10), r real,"
            + " d double precision, f boolean, t text, c char(5), v varchar(9), m mood, da date,"
            + " ts timestamp, tz timestamptz, u uuid, j json, a int[], ti time)",
        "insert into types values (1, -32768, 9223372036854775807, 12345678901234567890.0123456789,"
            + " 0.1, 1e-300, true, 'Größe', 'ab', 'x', 'ok', '1969-12-31',"
            + " '2024-02-29 13:45:30.25', '2024-02-29 13:45:30+02',"
            + " '00000000-0000-0000-0000-000000000000', '{}', '{1}', '10:00')",
        "insert into types (id, d, n) values (2, 'NaN', 'NaN'), (3, null, null)",
        "create table large as select i as id, i * 0.5 as x, 'g' || i % 7 as g from"
            + " generate_series(1, 300000) i");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static void execute(String... statements) throws Exception {
    try (Connection connection =
        DriverManager.getConnection(server.url(), "jacobian", PostgresServer.PASSWORD)) {
      for (String statement : statements) {
        connection.createStatement().execute(statement);
      }
    }
  }

  private static JdbcSource.Options query(String query) {
    return JdbcSource.Options.of(server.url(), query)
        .withUser("jacobian", Password.of(() -> PostgresServer.PASSWORD));
  }

  @Test
  void everyTypeIsReadAsTheDatabaseHasIt() {
    JdbcSource source = JdbcSource.of(query("select * from types order by id"));
    List<Kind> kinds = source.columns().stream().map(SourceColumn::kind).toList();
    assertEquals(
        List.of(
            Kind.NUMBER,
            Kind.NUMBER,
            Kind.NUMBER,
            Kind.NUMBER,
            Kind.NUMBER,
            Kind.NUMBER,
            Kind.BOOLEAN,
            Kind.TEXT,
            Kind.TEXT,
            Kind.TEXT,
            Kind.TEXT,
            Kind.DATE,
            Kind.DATE,
            Kind.DATE,
            Kind.OTHER,
            Kind.OTHER,
            Kind.OTHER,
            Kind.OTHER),
        kinds);
    List<Integer> chosen = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13);
    try (TableReader reader = source.open(chosen)) {
      assertEquals(3, reader.next());
      double[] first = {
        1, -32768, 9223372036854775807.0, 12345678901234567890.0123456789, 0.1f, 1e-300, 1
      };
      for (int i = 0; i < first.length; i++) {
        assertEquals(first[i], reader.numbers(i)[0], chosen.get(i) + "");
        assertTrue(i == 0 || Double.isNaN(reader.numbers(i)[2]), i + "");
      }
      assertTrue(Double.isNaN(reader.numbers(5)[1]));
      assertEquals("Größe", reader.texts(7)[0]);
      assertEquals("ok", reader.texts(9)[0]);
      assertEquals(null, reader.texts(7)[1]);
      assertArrayEquals(
          new double[] {-86400, 1709214330.25, 1709207130},
          new double[] {reader.numbers(10)[0], reader.numbers(11)[0], reader.numbers(12)[0]});
      assertEquals(0, reader.next());
    }
  }

  /** Without a transaction the driver would fetch all 300,000 rows first. */
  @Test
  void rowsAreFetchedAFewAtATime() {
    JdbcSource source =
        JdbcSource.of(query("select id, x, g from large order by id").withFetchSize(1000));
    long sum = 0;
    int rows = 0;
    try (TableReader reader = source.open(List.of(0, 1, 2))) {
      for (int count = reader.next(); count > 0; count = reader.next()) {
        for (int i = 0; i < count; i++) {
          sum += (long) reader.numbers(0)[i];
          assertEquals(reader.numbers(0)[i] / 2, reader.numbers(1)[i]);
        }
        rows += count;
      }
    }
    assertEquals(300_000, rows);
    assertEquals(300_000L * 300_001 / 2, sum);
  }

  @Test
  void aReaderThatIsClosedEarlyLeavesNoTransaction() throws Exception {
    JdbcSource source = JdbcSource.of(query("select id from large order by id"));
    try (TableReader reader = source.open(List.of(0))) {
      assertTrue(reader.next() > 0);
    }
    JdbcSource others =
        JdbcSource.of(
            query(
                "select count(*) as n from pg_stat_activity where state like 'idle in%' and pid <>"
                    + " pg_backend_pid() order by n"));
    try (TableReader reader = others.open(List.of(0))) {
      reader.next();
      assertEquals(0, reader.numbers(0)[0]);
    }
  }

  @Test
  void aQueryThatWritesChangesNothing() throws Exception {
    DataException error =
        assertThrows(
            DataException.class,
            () ->
                JdbcSource.of(
                        query(
                            "with gone as (delete from types returning id) select id from gone"
                                + " order by id"))
                    .open(List.of(0)));
    assertTrue(error.getMessage().contains("read-only transaction"), error.getMessage());
    JdbcSource count = JdbcSource.of(query("select count(*) as n from types order by n"));
    try (TableReader reader = count.open(List.of(0))) {
      reader.next();
      assertEquals(3, reader.numbers(0)[0]);
    }
  }

  @Test
  void aQueryThatTakesTooLongEnds() {
    long start = System.nanoTime();
    JdbcSource source =
        JdbcSource.of(
            query("select 1 as one from pg_sleep(60) order by one")
                .withTimeout(Duration.ofSeconds(1)));
    DataException error = assertThrows(DataException.class, () -> source.open(List.of(0)).next());
    assertTrue(error.getMessage().contains("canceling statement"), error.getMessage());
    assertTrue(System.nanoTime() - start < 30e9);
  }

  @Test
  void aWrongPasswordIsRefusedAndNotShown() {
    String wrong = "a-wrong-password";
    JdbcSource.Options options =
        JdbcSource.Options.of(server.url(), "select 1 as one order by one")
            .withUser("jacobian", Password.of(() -> wrong));
    DataException error = assertThrows(DataException.class, () -> JdbcSource.of(options));
    assertTrue(error.getMessage().contains("password authentication failed"), error.getMessage());
    assertFalse((error + Arrays.toString(error.getStackTrace())).contains(wrong));
    assertFalse(options.toString().contains(wrong), options.toString());
  }
}
