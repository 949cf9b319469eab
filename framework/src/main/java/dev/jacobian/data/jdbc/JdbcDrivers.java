package dev.jacobian.data.jdbc;

import dev.jacobian.shape.DataException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the driver of a database: one on the class path, or in the jars that the system property
 * {@code jacobian.jdbc.drivers} names.
 */
final class JdbcDrivers {
  static final String PROPERTY = "jacobian.jdbc.drivers";

  /** Drivers by what URLs of their databases start with, as Maven Central has them. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "postgresql", "org.postgresql:postgresql",
          "mysql", "com.mysql:mysql-connector-j",
          "mariadb", "org.mariadb.jdbc:mariadb-java-client",
          "sqlserver", "com.microsoft.sqlserver:mssql-jdbc",
          "oracle", "com.oracle.database.jdbc:ojdbc11",
          "sqlite", "org.xerial:sqlite-jdbc",
          "h2", "com.h2database:h2",
          "hsqldb", "org.hsqldb:hsqldb",
          "duckdb", "org.duckdb:duckdb_jdbc",
          "clickhouse", "com.clickhouse:clickhouse-jdbc");

  private JdbcDrivers() {}

  /**
   * Returns the driver that takes a URL.
   *
   * @throws DataException if there is none; the message says which jar has it
   */
  static Driver of(String url) {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      @Nullable Driver driver = inJars(url, System.getProperty(PROPERTY, ""));
      if (driver != null) {
        return driver;
      }
      String database = database(url);
      String artifact = ARTIFACTS.getOrDefault(database, "the driver of " + database);
      throw new DataException(
          "no driver on the class path takes URLs of jdbc:" + database,
          "the jar of " + artifact,
          "get it from Maven Central, and put it on the class path, or start with JAVA_OPTS=-D"
              + PROPERTY
              + "=FILE.jar",
          e);
    }
  }

  /** Returns the word behind {@code jdbc:}. */
  static String database(String url) {
    String[] parts = url.split(":", 3);
    return parts.length < 3 ? url : parts[1];
  }

  private static @Nullable Driver inJars(String url, String paths) {
    if (paths.isEmpty()) {
      return null;
    }
    List<URL> jars = new ArrayList<>();
    for (String path : paths.split(File.pathSeparator)) {
      File jar = new File(path);
      if (!jar.isFile()) {
        throw new DataException(
            PROPERTY + " names '" + path + "', and there is no such file", "a driver's jar");
      }
      try {
        jars.add(jar.toURI().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
    // Not closed: the driver loads classes as long as it is used.
    URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new));
    for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
      try {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      } catch (SQLException e) {
        // It does not know what to make of the URL: another may.
      }
    }
    return null;
  }
}
