package dev.jacobian.trainers.config.data;

import dev.jacobian.data.jdbc.JdbcSource;
import dev.jacobian.data.jdbc.Password;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.SectionType;
import java.util.Optional;

/**
 * The rows of a query.
 *
 * @param source where and what is asked
 * @param user the user at the database
 * @param passwordVariable the environment variable that has the user's password, which is kept
 *     nowhere
 * @param passwordFile a file that has the password in its first line
 * @param cache a file that keeps the rows of a run, each batch being read from there; for more rows
 *     than memory holds
 */
public record JdbcConfig(
    JdbcSource.Options source,
    @Option Optional<String> user,
    @Option(mayChange = true) Optional<String> passwordVariable,
    @Option(mayChange = true) Optional<FileName> passwordFile,
    @Option(mayChange = true) Optional<FileName> cache) {
  private static final RecordKeys<JdbcConfig> KEYS =
      RecordKeys.of(
          new JdbcConfig(
              JdbcSource.Options.of("jdbc:", "SELECT 1 ORDER BY 1"),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));

  static final SectionType<JdbcConfig> SECTION =
      new SectionType<>(
          KEYS.keys(),
          false,
          section -> {
            if (section.has(KEYS.key("passwordVariable"))) {
              section.forbid(KEYS.key("passwordFile"), "the password is that of passwordVariable");
            }
            return KEYS.read(section);
          });

  /** Returns where the table comes from; the database is asked for its columns. */
  TableOrigin origin() {
    Password password =
        passwordVariable
            .map(Password::ofEnvironment)
            .or(
                () ->
                    passwordFile.map(
                        name -> Password.ofFile(name.existing("a file with a password"))))
            .orElseGet(Password::none);
    return new TableOrigin(
        "jdbc",
        Optional.empty(),
        Optional.of(JdbcSource.of(source.withUser(user.orElse(""), password))),
        cache.map(FileName::resolve));
  }
}
