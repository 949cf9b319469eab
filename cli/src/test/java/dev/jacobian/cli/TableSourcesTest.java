package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One table as Parquet, Arrow and in a database, from its configuration to a judged model. */
class TableSourcesTest {
  private static final Path GOLDENS =
      Path.of("../framework/src/test/resources/goldens/sources").toAbsolutePath().normalize();

  private static final String COLUMNS =
      ", target: target, ignored: [id, kind], missing: mean, standardize: features";

  @TempDir Path folder;

  private CommandRun train(String data, String out, Object... more) throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {%s}
        model: {type: mlp, hidden: [4]}
        loss: mse
        optimizer: {type: adam, learningRate: 0.01}
        epochs: 2
        seed: 3
        device: cpu
        """
            .formatted(data));
    Object[] arguments =
        Stream.concat(Stream.of("train", config, "--out", folder.resolve(out)), Stream.of(more))
            .toArray();
    return CommandRun.of(arguments);
  }

  private byte[] weights(String data, String out) throws IOException {
    CommandRun run = train(data + ", validation: 0.2", out);
    assertEquals(0, run.exitCode(), run.err());
    return Files.readAllBytes(folder.resolve(out).resolve("model.safetensors"));
  }

  private String database() throws Exception {
    String url = "jdbc:h2:" + folder.resolve("mixed");
    try (Connection connection = DriverManager.getConnection(url, "sa", "hunter2")) {
      connection
          .createStatement()
          .execute(
              "create table if not exists mixed as select cast(\"id\" as bigint) as \"id\","
                  + " cast(\"whole\" as bigint) as \"whole\", cast(\"real\" as double) as \"real\","
                  + " cast(\"flag\" as boolean) as \"flag\", cast(\"day\" as date) as \"day\","
                  + " cast(\"time\" as timestamp(6)) as \"time\", cast(\"colour\" as varchar) as"
                  + " \"colour\", cast(\"target\" as double) as \"target\", cast(\"kind\" as"
                  + " varchar) as \"kind\" from csvread('"
                  + GOLDENS.resolve("mixed.csv")
                  + "', null, 'charset=UTF-8 caseSensitiveColumnNames=true')");
    }
    Files.writeString(folder.resolve("password"), "hunter2\n");
    return "jdbc: {url: '"
        + url
        + "', user: sa, passwordFile: password, query: 'select * from mixed order by \"id\"'%s}";
  }

  /** The weights file says how rows of its kind of file are read, and nothing of where they lay. */
  @Test
  void weightsAreTheSameToTheBitWhateverHeldTheRows() throws Exception {
    byte[] parquet = weights("parquet: " + GOLDENS.resolve("mixed.parquet") + COLUMNS, "a");
    assertArrayEquals(
        parquet,
        weights("parquet: " + GOLDENS.resolve("mixed.parquet") + COLUMNS + ", cache: false", "b"));
    Path copy = Files.copy(GOLDENS.resolve("mixed.arrow"), folder.resolve("t.arrow"));
    assertArrayEquals(parquet, weights("arrow: " + copy + COLUMNS + ", cache: true", "c"));
    String query = database();
    assertArrayEquals(parquet, weights(query.formatted("") + COLUMNS, "d"));
    assertArrayEquals(parquet, weights(query.formatted(", cache: q.rows") + COLUMNS, "e"));
    assertTrue(Files.exists(folder.resolve("q.rows")));
    String csv = "csv: " + GOLDENS.resolve("mixed.csv") + COLUMNS;
    assertArrayEquals(parquet, weights(csv, "f"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed.parquet", "mixed.arrow", "mixed.csv"})
  void aModelIsJudgedOnRowsOfAnyKindOfFile(String name) throws Exception {
    weights("parquet: " + GOLDENS.resolve("mixed.parquet") + COLUMNS, "out");
    CommandRun all =
        CommandRun.done("evaluate", folder.resolve("out"), "--input", GOLDENS.resolve(name));
    CommandRun csv =
        CommandRun.done("evaluate", folder.resolve("out"), "--input", GOLDENS.resolve("mixed.csv"));
    assertTrue(all.out().startsWith("500 rows  loss "), all.out());
    assertEquals(csv.out(), all.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed.parquet", "mixed.arrow"})
  void predictionsAreThoseOfTheSameRowsAsCsv(String name) throws Exception {
    weights("parquet: " + GOLDENS.resolve("mixed.parquet") + COLUMNS, "out");
    CommandRun run =
        CommandRun.done("predict", folder.resolve("out"), "--input", GOLDENS.resolve(name));
    CommandRun csv =
        CommandRun.done("predict", folder.resolve("out"), "--input", GOLDENS.resolve("mixed.csv"));
    assertEquals(501, run.lines().size());
    assertEquals(csv.out(), run.out());
    CommandRun kept =
        CommandRun.of(
            "predict", folder.resolve("out"), "--input", GOLDENS.resolve(name), "--keep", "id");
    assertEquals(2, kept.exitCode());
    assertTrue(kept.err().contains("cells of Parquet and Arrow have no text"), kept.err());
  }

  @Test
  void noPasswordIsInWhatARunLeavesOrSays() throws Exception {
    CommandRun run = train(database().formatted("") + COLUMNS, "out");
    assertEquals(0, run.exitCode(), run.err());
    assertFalse((run.out() + run.err()).contains("hunter2"));
    int files = 0;
    try (Stream<Path> all = Files.walk(folder.resolve("out"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("hunter2"), file.toString());
        files++;
      }
    }
    assertTrue(files > 5, files + " files");
  }

  @Test
  void aRunGoesOnOnlyWithTheSameResultOfTheQuery() throws Exception {
    String data = database().formatted("") + COLUMNS;
    assertEquals(0, train(data, "out").exitCode());
    CommandRun same = train(data, "out", "--resume", "--set", "epochs=3");
    assertEquals(0, same.exitCode(), same.err());
    try (Connection connection =
        DriverManager.getConnection("jdbc:h2:" + folder.resolve("mixed"), "sa", "hunter2")) {
      connection
          .createStatement()
          .execute("update mixed set \"real\" = \"real\" * 2 where \"id\" = 250");
    }
    CommandRun changed = train(data, "out", "--resume", "--set", "epochs=4");
    assertEquals(2, changed.exitCode(), changed.err());
    assertTrue(
        changed.err().contains("data.jdbc: the result of the query has changed"), changed.err());
  }

  @Test
  void aDatabaseThatDoesNotLetInIsNamedWithoutThePassword() throws Exception {
    String data = database().formatted("") + COLUMNS;
    Files.writeString(folder.resolve("password"), "not-the-one\n");
    CommandRun run = train(data, "out");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("data.jdbc: the query at "), run.err());
    assertTrue(run.err().contains("cannot be read: Wrong user name or password"), run.err());
    assertFalse(run.err().contains("not-the-one"), run.err());
  }

  @Test
  void textAsATargetOfNumbersIsRefused() throws Exception {
    CommandRun run =
        train("parquet: " + GOLDENS.resolve("mixed.parquet") + ", target: kind", "out");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("the column 'kind' holds text; expected numbers"), run.err());
  }

  @Test
  void columnsThatAreNotThereAreNamed() throws Exception {
    CommandRun run = train("arrow: " + GOLDENS.resolve("mixed.arrow") + ", target: nothing", "out");
    assertEquals(2, run.exitCode());
    assertTrue(
        run.err().contains("mixed.arrow has no column 'nothing'; expected one of 'id'"), run.err());
  }
}
