package dev.jacobian.data.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSourceTest {
  private static final String URL = "jdbc:h2:mem:";
  private static final String QUERY = "select 1 as one order by one";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/shop?user=me&password=hunter2",
        "jdbc:postgresql://me:hunter2@localhost/shop",
        "jdbc:h2:mem:x;USER=me;PASSWORD=hunter2",
        "jdbc:sqlserver://localhost;user=me;pwd=hunter2",
        "jdbc:postgresql://localhost/shop?sslpassword=hunter2",
      })
  void aUrlWithAPasswordIsRefusedAndNotShown(String url) {
    DataException error =
        assertThrows(DataException.class, () -> JdbcSource.Options.of(url, QUERY));
    assertTrue(error.getMessage().contains("holds a password"), error.getMessage());
    assertFalse(error.getMessage().contains("hunter2"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from t",
        "select * from (select * from t order by id) s",
        "select * from t -- order by id",
        "select * from t /* order by id */",
        "select 'order by id' from t",
        "select row_number() over (order by id) from t",
        "select \"order by\" from t",
      })
  void aQueryWithoutAnOrderIsRefused(String query) {
    DataException error =
        assertThrows(DataException.class, () -> JdbcSource.Options.of(URL, query));
    assertTrue(
        error.getMessage().contains("does not say in which order its rows come"),
        error.getMessage());
    assertTrue(error.getMessage().contains("add ORDER BY"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from t order by id",
        "SELECT a -- it's\nFROM t ORDER\n  BY id;",
        "with s as (select 1 as a) select a from s order by a desc",
        "select count(*) from t where b = ')' order by 1",
      })
  void aQueryWithAnOrderIsTaken(String query) {
    assertEquals(query, JdbcSource.Options.of(URL, query).query());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from t order by id",
        "select 1 order by 1; drop table t",
        "update t set a = 1 order by 1"
      })
  void aQueryThatDoesNotReadIsRefused(String query) {
    DataException error =
        assertThrows(DataException.class, () -> JdbcSource.Options.of(URL, query));
    assertTrue(error.getMessage().contains("is not one that only reads"), error.getMessage());
  }

  @Test
  void aDriverThatIsNotThereIsNamedWithItsJar() {
    JdbcSource.Options options = JdbcSource.Options.of("jdbc:mysql://localhost/shop", QUERY);
    DataException error = assertThrows(DataException.class, () -> JdbcSource.of(options));
    assertTrue(
        error.getMessage().contains("no driver on the class path takes URLs of jdbc:mysql"),
        error.getMessage());
    assertTrue(error.getMessage().contains("com.mysql:mysql-connector-j"), error.getMessage());
    assertTrue(
        error.getMessage().contains("JAVA_OPTS=-Djacobian.jdbc.drivers=FILE.jar"),
        error.getMessage());
  }

  @Test
  void aQueryThatTheDatabaseDoesNotTakeIsNamed() {
    JdbcSource.Options options =
        JdbcSource.Options.of(URL, "select nothing from nowhere order by 1");
    DataException error = assertThrows(DataException.class, () -> JdbcSource.of(options));
    assertTrue(
        error.getMessage().contains("the query at jdbc:h2:mem: cannot be read: Table \"NOWHERE\""),
        error.getMessage());
  }

  @Test
  void twoColumnsOfOneNameAreRefused() {
    DataException error =
        assertThrows(
            DataException.class,
            () -> JdbcSource.of(JdbcSource.Options.of(URL, "select 1 as a, 2 as a order by 1")));
    assertTrue(error.getMessage().contains("two columns are called 'A'"), error.getMessage());
  }

  @Test
  void whatADriverSaysIsShownWithoutThePassword() {
    JdbcSource.Options options =
        JdbcSource.Options.of(URL, QUERY).withUser("me", Password.of(() -> "hunter2"));
    DataException error =
        JdbcSource.failed(options, new SQLException("cannot log in with {password=hunter2}"));
    assertTrue(error.getMessage().contains("{password=***}"), error.getMessage());
    assertEquals(null, error.getCause());
    assertFalse(options.toString().contains("hunter2"), options.toString());
  }

  @Test
  void aPasswordIsTheFirstLineOfAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "hunter2\nand more\n");
    assertEquals("hunter2", Password.ofFile(file).read());
    assertEquals("the file " + file, Password.ofFile(file).toString());
  }

  @Test
  void aPasswordThatIsNowhereIsNamed() {
    DataException error =
        assertThrows(DataException.class, () -> Password.ofEnvironment("JACOBIAN_NO_SUCH").read());
    assertTrue(error.getMessage().contains("the environment variable JACOBIAN_NO_SUCH is not set"));
    Path file = folder.resolve("nothing");
    DataException gone = assertThrows(DataException.class, () -> Password.ofFile(file).read());
    assertTrue(gone.getMessage().contains(file.toString()), gone.getMessage());
  }
}
