package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.TextPredictor;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A column of a table as texts with classes: what lines of JSON give; every mistake. */
class RunTableTextTest {
  private static final String LSTM = "{type: lstm, embeddingDim: 8, hiddenSize: 12}";
  private static final Path SOURCES = Path.of("../framework/src/test/resources/goldens/sources");

  @TempDir private Path folder;

  private RunConfig config(String data, String model, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {%s, target: mood, minFrequency: 1}
        model: %s
        optimizer: {type: adam, learningRate: 0.03}
        epochs: 2
        batchSize: 8
        seed: 3
        device: cpu
        """
            .formatted(data, model));
    return RunConfig.load(file, Arrays.asList(settings));
  }

  private TrainingRun run(String data, String... settings) throws IOException {
    return TrainingRun.prepare(config(data, LSTM, settings));
  }

  private void write(String file, String... lines) throws IOException {
    Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n");
  }

  private static List<String> texts(int count) {
    Random random = new Random(4);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                random
                    .ints(1 + random.nextInt(9), 0, 20)
                    .mapToObj(word -> "word" + word)
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  private static String mood(String text) {
    return text.contains("word7") ? "1.0" : "2";
  }

  private byte[] weights(String data) throws IOException {
    return weights(
        TrainingRun.prepare(config(data + ", validation: 0.2, split: stratified", LSTM)));
  }

  private byte[] weights(TrainingRun run) throws IOException {
    run.train(Device.cpu());
    StringBuilder bits = new StringBuilder(run.data().preparation().classNames().toString());
    run.model()
        .stateDict()
        .values()
        .forEach(tensor -> bits.append(Arrays.toString(tensor.toFloatArray())));
    return bits.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aTableGivesWhatLinesOfJsonGive() throws IOException {
    List<String> texts = texts(60);
    write(
        "notes.jsonl",
        texts.stream()
            .map(text -> "{\"said\": \"" + text + "\", \"mood\": " + mood(text) + "}")
            .toArray(String[]::new));
    byte[] expected = weights("text: notes.jsonl, field: said");
    String rows =
        texts.stream()
            .map(text -> "7;\"" + text.replaceFirst(" ", "\n") + "\";" + mood(text))
            .collect(Collectors.joining("\r\n", "id;said;mood\r\n", "\r\n"));
    Files.writeString(folder.resolve("notes.csv"), rows);
    assertArrayEquals(expected, weights("csv: notes.csv, field: said, delimiter: ;"));
    try (OutputStream packed =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("notes.csv.gz")))) {
      packed.write(rows.getBytes(StandardCharsets.UTF_8));
    }
    assertArrayEquals(expected, weights("csv: notes.csv.gz, field: said, delimiter: ;"));
    write("bare.tsv", texts.stream().map(text -> mood(text) + "\t" + text).toArray(String[]::new));
    RunConfig bare =
        config(
            "csv: bare.tsv, field: 2, delimiter: \"\\t\", header: false, validation: 0.2, split:"
                + " stratified",
            LSTM,
            "data.target=1");
    assertArrayEquals(expected, weights(TrainingRun.prepare(bare)));
  }

  @Test
  void theResultOfAQueryGivesWhatLinesOfJsonGive() throws Exception {
    List<String> texts = texts(60);
    write(
        "notes.jsonl",
        texts.stream()
            .map(text -> "{\"said\": \"" + text + "\", \"mood\": " + mood(text) + "}")
            .toArray(String[]::new));
    String url = "jdbc:h2:" + folder.resolve("notes");
    try (Connection connection = DriverManager.getConnection(url, "sa", "hunter2");
        Statement statement = connection.createStatement()) {
      statement.execute("create table notes (\"id\" bigint, \"said\" varchar, \"mood\" varchar)");
      for (int i = 0; i < texts.size(); i++) {
        statement.execute(
            "insert into notes values (%d, '%s', '%s')"
                .formatted(i, texts.get(i), mood(texts.get(i))));
      }
    }
    Files.writeString(folder.resolve("password"), "hunter2\n");
    String query =
        "jdbc: {url: '"
            + url
            + "', user: sa, passwordFile: password, query: 'select * from notes order by"
            + " \"id\"'}, field: said";
    assertArrayEquals(weights("text: notes.jsonl, field: said"), weights(query));
    TrainingRun run = run(query);
    run.train(Device.cpu());
    SavedModel saved = SavedModel.read(run.savedModel().save(folder.resolve("alone")));
    Scoring.Scored scored =
        Scoring.score(
            saved,
            saved.load(Device.cpu()),
            saved.data(folder.resolve("notes.jsonl"), Optional.empty()));
    assertEquals(60, scored.rows());
  }

  @Test
  void tablesWithTypesOfTheirOwnGiveWhatCsvGives() throws IOException {
    byte[] expected = null;
    for (String source : List.of("csv", "parquet", "arrow")) {
      String file = SOURCES.resolve("mixed." + source).toAbsolutePath().toString();
      TrainingRun run =
          run(
              source + ": '" + file + "', field: colour, missing: drop_row, tokenizer: characters",
              "data.target=kind",
              "epochs=1");
      assertTrue(run.data().notes().dropped().total() > 0, run.data().notes().toString());
      byte[] weights = weights(run);
      expected = expected == null ? weights : expected;
      assertArrayEquals(expected, weights, source);
      SavedModel saved = SavedModel.read(run.savedModel().save(folder.resolve(source)));
      Scoring.Scored scored =
          Scoring.score(
              saved, saved.load(Device.cpu()), saved.data(Path.of(file), Optional.empty()));
      assertEquals(run.data().train().size(), scored.rows());
      assertEquals(run.data().notes().dropped().total(), scored.dropped().total());
    }
  }

  @Test
  void groupsStayTogether() throws IOException {
    List<String> texts = texts(60);
    write(
        "notes.csv",
        IntStream.range(-1, 60)
            .mapToObj(i -> i < 0 ? "who,said,mood" : "w" + i % 7 + "," + texts.get(i) + "," + i % 2)
            .toArray(String[]::new));
    RunData data = run("csv: notes.csv, field: said, group: who, validation: 0.3").data();
    Set<Long> held = groups(data.validation().orElseThrow().size(), data);
    assertTrue(held.size() >= 2 && held.size() <= 3, held.toString());
    CrossValidation folds =
        CrossValidation.prepare(
            config("csv: notes.csv, field: said, group: who", LSTM, "epochs=1"),
            CrossValidation.Options.of(3));
    assertEquals(60, folds.rows());
    assertEquals(3, folds.run(Device.cpu(), fold -> {}).folds().size());
  }

  /** Each group is of eight or nine rows, so that the numbers of rows say how many are held out. */
  private static Set<Long> groups(long rows, RunData data) {
    assertEquals(60, rows + data.train().size());
    Set<Long> groups = new HashSet<>();
    long left = rows;
    while (left > 0) {
      groups.add((long) groups.size());
      left -= left % 8 == 0 ? 8 : 9;
    }
    assertEquals(0, left, rows + " rows are no whole groups");
    return groups;
  }

  @Test
  void aRunIsUsedWithLinesAndTablesAlike() throws IOException {
    write("notes.csv", "said,mood", "\"so, glad\",2", "\"say \"\"sad\"\"\",1", "glad,2", "sad,1");
    TrainingRun run = run("csv: notes.csv, field: said, missing: drop_row");
    run.train(Device.cpu());
    Path weights = run.savedModel().save(folder.resolve("alone"));
    assertEquals("said", TextPredictor.load(weights).field());
    SavedModel saved = SavedModel.read(weights);
    write("more.jsonl", "{\"said\": \"glad\", \"mood\": 2.0}");
    write("more.csv", "mood,x,said", ",1,glad", "2,1,glad", "2,1,");
    for (String file : List.of("more.jsonl", "more.csv")) {
      Scoring.Scored scored =
          Scoring.score(
              saved, saved.load(Device.cpu()), saved.data(folder.resolve(file), Optional.empty()));
      assertEquals(1, scored.rows());
      assertEquals(file.equals("more.csv") ? 2 : 0, scored.dropped().total());
    }
  }

  private void fails(String message, String data, String... settings) {
    assertEquals(
        message.replace("FOLDER", folder.toString()),
        assertThrows(JacobianException.class, () -> run(data, settings)).getMessage());
  }

  @Test
  void everyRowThatCannotBeUsedSaysWhy() throws IOException {
    String data = "csv: notes.csv, field: said";
    write("notes.csv", "said,mood");
    fails("FOLDER/notes.csv: the file has no text; expected texts to learn from", data);
    write("notes.csv", "said,mood", "\"a\nb\",x", " ,y");
    fails(
        "FOLDER/notes.csv, line 4, column 1 'said': the value is missing; expected a text; fix: fill"
            + " it in, or choose missing values DROP_ROW (data.missing: drop_row) to go on without"
            + " it",
        data);
    write("notes.csv", "said,mood", "a,x", "None,y");
    fails(
        "FOLDER/notes.csv, line 3, column 1 'said': the value is missing, the cell is 'None';"
            + " expected a text; fix: fill it in, or choose missing values DROP_ROW (data.missing:"
            + " drop_row) to go on without it; if it is a text, leave it out of the missing markers"
            + " (data.missingMarkers)",
        data);
    assertEquals(2, run(data + ", missingMarkers: []").data().train().size());
    fails(
        "FOLDER/notes.csv: the only class of 'mood' is 'x'; expected texts of at least two classes",
        data + ", missing: drop_row");
    write("notes.csv", "said,mood", "a,", ",x");
    fails(
        "FOLDER/notes.csv, line 2, column 2 'mood': the value is missing; expected a class label;"
            + " fix: fill it in, or choose missing values DROP_ROW (data.missing: drop_row) to go on"
            + " without it",
        data);
    fails(
        "FOLDER/notes.csv: no text is left; 2 dropped: 'said' is missing in 1, 'mood' is missing in"
            + " 1; expected texts to learn from",
        data + ", missing: drop_row");
    write("notes.csv", "said,mood", "a,x", "b,y");
    fails(
        "FOLDER/notes.csv, line 3, column 2 'mood': the label is 'y'; expected one of [x, z]",
        data + ", classes: [x, z]");
    write("held.csv", "mood,said", "x,a", "other,b");
    fails(
        "FOLDER/held.csv, line 3, column 1 'mood': the label is 'other'; expected one of [x, y]",
        data + ", validationFile: held.csv");
    write("notes.csv", "said,mood", "a,x", "\u200b,y");
    fails(
        "FOLDER/notes.csv, row 2: a text without a token; expected at least one; fix: leave it out",
        data);
    write("notes.csv", "said,mood", ",x", "a,x", "\u200b,y");
    fails(
        "FOLDER/notes.csv, used row 2: a text without a token; expected at least one; fix: leave it"
            + " out",
        data + ", missing: drop_row");
    write("notes.csv", "said,mood,who", "a,x,", "b,y,q");
    fails(
        "FOLDER/notes.csv, line 2, column 3 'who': the value is missing; expected a text; fix: fill"
            + " it in, or choose missing values DROP_ROW (data.missing: drop_row) to go on without"
            + " it",
        data + ", group: who, validation: 0.5");
  }

  @Test
  void aColumnOfTextsThatIsNotNamedSaysHow() throws IOException {
    write(
        "notes.csv",
        IntStream.range(-1, 60)
            .mapToObj(i -> i < 0 ? "said,mood" : "this is text " + i + "," + i % 2)
            .toArray(String[]::new));
    JacobianException e =
        assertThrows(
            JacobianException.class,
            () -> TrainingRun.prepare(config("csv: notes.csv", "softmax", "data.minFrequency=1")));
    assertTrue(e.getMessage().contains("data.minFrequency"), e.getMessage());
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        "data: {csv: notes.csv, target: mood}\nmodel: softmax\noptimizer: {type: sgd, learningRate:"
            + " 1}\nepochs: 1\ndevice: cpu\n");
    e =
        assertThrows(
            JacobianException.class, () -> TrainingRun.prepare(RunConfig.load(file, List.of())));
    assertTrue(
        e.getMessage().contains("take it for the text of each row with data.field: 'said'"),
        e.getMessage());
  }
}
