package dev.jacobian.trainers.config;

import dev.jacobian.data.jdbc.JdbcSource;
import dev.jacobian.data.jdbc.Password;
import dev.jacobian.shape.JacobianException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a query.
 *
 * @param query where and what is asked
 * @param cache the file that keeps the rows, if they are not to lie in memory
 */
record JdbcConfig(JdbcSource.Options query, Optional<Path> cache) {
  private static final Key<String> URL =
      Key.required(
          "url",
          ValueType.text(),
          "the database, such as jdbc:postgresql://localhost/shop, without a password");
  private static final Key<String> QUERY =
      Key.required(
          "query", ValueType.text(), "a SELECT with ORDER BY, by what no two rows have alike");
  private static final Key<String> USER =
      Key.optional("user", ValueType.text(), "the user at the database");
  private static final Key<String> PASSWORD_VARIABLE =
      Key.<String>optional(
              "passwordVariable",
              ValueType.text(),
              "the environment variable that has the user's password, which is kept nowhere")
          .changeable();
  private static final Key<FileName> PASSWORD_FILE =
      Key.optional("passwordFile", FileName.TYPE, "a file that has the password in its first line")
          .changeable();
  private static final Key<Integer> FETCH_SIZE =
      Key.defaultsTo(
              4096,
              "fetchSize",
              ValueType.integer(1, Integer.MAX_VALUE),
              "how many rows the driver fetches at a time")
          .changeable();
  private static final Key<Duration> TIMEOUT =
      Key.optional(
              "timeout",
              ValueType.duration(),
              "how long the database may take to let the user in, and to answer; by default 10m")
          .changeable();
  private static final Key<FileName> CACHE =
      Key.optional(
              "cache",
              FileName.TYPE,
              "a file that keeps the rows of a run, each batch being read from there; for more rows"
                  + " than memory holds")
          .changeable();

  /** Returns the section, whose files are relative to a folder. */
  static SectionType<JdbcConfig> section(Path folder) {
    return new SectionType<>(
        List.of(URL, QUERY, USER, PASSWORD_VARIABLE, PASSWORD_FILE, FETCH_SIZE, TIMEOUT, CACHE),
        false,
        section -> read(section, folder));
  }

  private static JdbcConfig read(Section section, Path folder) {
    if (section.has(PASSWORD_VARIABLE)) {
      section.forbid(PASSWORD_FILE, "the password is that of passwordVariable");
    }
    Optional<Password> file =
        section
            .find(PASSWORD_FILE)
            .map(name -> Password.ofFile(name.existing(folder, "a file with a password")));
    Password password =
        section
            .find(PASSWORD_VARIABLE)
            .map(Password::ofEnvironment)
            .or(() -> file)
            .orElseGet(Password::none);
    String url = section.get(URL);
    String query = section.get(QUERY);
    JdbcSource.Options options;
    try {
      options = JdbcSource.Options.of(url, query);
    } catch (JacobianException e) {
      Key<?> key = e.problem().startsWith("the URL") ? URL : QUERY;
      throw new ConfigException(
          section.placeOf(key), e.problem(), e.expected().orElse(null), e.fix().orElse(null));
    }
    return new JdbcConfig(
        options
            .withUser(section.find(USER).orElse(""), password)
            .withFetchSize(section.get(FETCH_SIZE))
            .withTimeout(section.find(TIMEOUT).orElse(options.timeout())),
        section.find(CACHE).map(name -> name.resolve(folder)));
  }

  /** Returns where the table comes from; the database is asked for its columns. */
  TableOrigin origin() {
    return new TableOrigin("jdbc", Optional.empty(), Optional.of(JdbcSource.of(query)), cache);
  }
}
