package dev.jacobian.data.jdbc;

import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query. It has to say in which order they come: {@code ORDER BY}, by something that
 * no two rows have alike; else another run would split and shuffle other rows. Numbers, decimals,
 * booleans, dates, times and text are read; a time with a zone as UTC.
 *
 * <p>Each pass has a connection and a transaction of its own, which only reads and is rolled back,
 * and fetches some rows at a time: the result may be larger than memory. In Python: {@code
 * pandas.read_sql}.
 */
public final class JdbcSource implements TableSource {
  private static final Pattern SECRET =
      Pattern.compile("(?i)(password|passwd|pwd|secret|token)[\\w.]*\\s*=|//[^/@]*:[^/@]+@");

  private final Options options;
  private final List<JdbcColumn> columns;

  /**
   * Which rows are read, and how.
   *
   * @param url the database, such as {@code jdbc:postgresql://localhost/shop}, without a password
   * @param query a SELECT with ORDER BY, by what no two rows have alike
   * @param user at the database; empty for the driver's own way
   * @param password of the user
   * @param fetchSize how many rows the driver fetches at a time
   * @param timeout how long the database may take to let the user in, and to answer
   */
  public record Options(
      @Option(required = true) String url,
      @Option(required = true) String query,
      String user,
      Password password,
      @Option(min = 1, mayChange = true) int fetchSize,
      @Option(mayChange = true) Duration timeout) {
    private static final int FETCH_SIZE = 4096;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    /**
     * Checks the texts; no database is asked.
     *
     * @throws DataException if the URL holds a password, or the query has no order or does not read
     * @throws OptionException if the fetch size or the timeout is not above 0
     */
    public Options {
      if (!url.startsWith("jdbc:")) {
        throw new DataException(
            "the URL of the database does not start with jdbc:",
            "such as jdbc:postgresql://localhost/shop");
      }
      if (SECRET.matcher(url).find()) {
        // It is not shown: what is shown is kept in logs.
        throw new DataException(
            "the URL of the database holds a password",
            "a URL without one, since it is written to logs and to the files of a run",
            "keep the password in an environment variable or a file");
      }
      SqlText text = new SqlText(query);
      if (!text.isReading() || text.isSeveral()) {
        throw new DataException(
            "the query '" + Brief.of(query) + "' is not one that only reads",
            "one SELECT, WITH or VALUES");
      }
      if (!text.isOrdered()) {
        throw new DataException(
            "the query '" + Brief.of(query) + "' does not say in which order its rows come",
            "ORDER BY, so that a run with the same seed sees the same rows in the same order",
            "add ORDER BY with columns that no two rows have alike, such as the key");
      }
      OptionRanges.require(Options.class, url, query, user, password, fetchSize, timeout);
    }

    /** Returns a query of the driver's own user, 4096 rows at a time, with 10 minutes to answer. */
    public static Options of(String url, String query) {
      return new Options(url, query, "", Password.none(), FETCH_SIZE, TIMEOUT);
    }

    /** Returns this query as another user's. */
    public Options withUser(String user, Password password) {
      return new Options(url, query, user, password, fetchSize, timeout);
    }

    /** Returns this query with so many rows fetched at a time. */
    public Options withFetchSize(int fetchSize) {
      return new Options(url, query, user, password, fetchSize, timeout);
    }

    /** Returns this query with so much time to answer. */
    public Options withTimeout(Duration timeout) {
      return new Options(url, query, user, password, fetchSize, timeout);
    }

    /** Returns the URL as errors show it. */
    String name() {
      return "the query at " + Brief.of(url);
    }
  }

  private JdbcSource(Options options, List<JdbcColumn> columns) {
    this.options = options;
    this.columns = List.copyOf(columns);
  }

  /**
   * Asks the database for the columns of a query.
   *
   * @throws DataException if no driver is there, the database cannot be reached or does not take
   *     the query, or two columns have one name
   */
  public static JdbcSource of(Options options) {
    return with(options, connection -> new JdbcSource(options, columns(options, connection)));
  }

  /** Uses a connection. */
  interface Use<T> {
    T apply(Connection connection) throws SQLException;
  }

  private static <T> T with(Options options, Use<T> use) {
    try (Connection connection = connect(options)) {
      T result = use.apply(connection);
      connection.rollback();
      return result;
    } catch (SQLException e) {
      throw failed(options, e);
    }
  }

  /** Opens a connection that only reads. */
  static Connection connect(Options options) throws SQLException {
    Properties properties = new Properties();
    if (!options.user().isEmpty()) {
      properties.setProperty("user", options.user());
    }
    String password = options.password().read();
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    String database = JdbcDrivers.database(options.url());
    if (database.equals("postgresql")) {
      properties.setProperty("loginTimeout", String.valueOf(seconds(options)));
    } else if (database.equals("mysql") || database.equals("mariadb")) {
      properties.setProperty("connectTimeout", String.valueOf(1000L * seconds(options)));
    }
    @Nullable Connection connection =
        JdbcDrivers.of(options.url()).connect(options.url(), properties);
    if (connection == null) {
      throw new SQLException("the driver does not take the URL");
    }
    try {
      // PostgreSQL streams in a transaction only; and what a query may change is taken back.
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Makes the query ready to be read from front to back. */
  static PreparedStatement prepare(Options options, Connection connection) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            options.query(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setQueryTimeout(seconds(options));
    // MySQL's own sign for row by row; any other number makes it keep the whole result.
    boolean isMysql = JdbcDrivers.database(options.url()).equals("mysql");
    statement.setFetchSize(isMysql ? Integer.MIN_VALUE : options.fetchSize());
    return statement;
  }

  private static int seconds(Options options) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 1000, options.timeout().toSeconds()));
  }

  private static List<JdbcColumn> columns(Options options, Connection connection)
      throws SQLException {
    try (PreparedStatement statement = prepare(options, connection)) {
      ResultSetMetaData data = statement.getMetaData();
      if (data == null) {
        // A driver may know the columns only from a result.
        statement.setMaxRows(1);
        try (ResultSet result = statement.executeQuery()) {
          return columns(options, result.getMetaData());
        }
      }
      return columns(options, data);
    }
  }

  private static List<JdbcColumn> columns(Options options, ResultSetMetaData data)
      throws SQLException {
    List<JdbcColumn> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      JdbcColumn column = JdbcColumn.of(data, i);
      if (!names.add(column.name())) {
        throw new DataException(
            options.name() + ": two columns are called '" + Brief.of(column.name()) + "'",
            "a name of its own for each",
            "name one of them otherwise with AS");
      }
      columns.add(column);
    }
    return columns;
  }

  /** Returns the error of a database, in its own words. */
  static DataException failed(Options options, SQLException cause) {
    String words = String.valueOf(cause.getMessage());
    String password = options.password().read();
    // No driver should show it; some show all that they were given.
    String shown = password.isEmpty() ? words : words.replace(password, "***");
    return new DataException(
        options.name() + " cannot be read: " + Brief.of(shown.strip()),
        "a database that can be reached, and a query that it takes",
        null,
        password.isEmpty() || !words.contains(password) ? cause : null);
  }

  @Override
  public String name() {
    return options.name();
  }

  @Override
  public Optional<Path> file() {
    return Optional.empty();
  }

  @Override
  public List<SourceColumn> columns() {
    return columns.stream().map(JdbcColumn::column).toList();
  }

  @Override
  public TableReader reader(List<Integer> chosen) {
    try {
      return JdbcReader.open(options, chosen.stream().map(columns::get).toList());
    } catch (SQLException e) {
      throw failed(options, e);
    }
  }
}
