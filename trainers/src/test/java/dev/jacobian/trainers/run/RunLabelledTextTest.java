package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.text.Vocabulary;
import dev.jacobian.device.Device;
import dev.jacobian.models.language.LSTMClassifier;
import dev.jacobian.models.language.LSTMClassifierOptions;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.Prediction;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.predict.TextGenerator;
import dev.jacobian.trainers.predict.TextPredictor;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.saved.LabelledTextPreparation;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts with classes in a configuration: what is trained on, judged and saved; every mistake. */
class RunLabelledTextTest {
  private static final String LSTM = "{type: lstm, embeddingDim: 8, hiddenSize: 12}";
  private static final String TRANSFORMER =
      "{type: transformer, embeddingDim: 16, numHeads: 2, feedforwardDim: 32}";

  @TempDir private Path folder;

  private RunConfig config(String data, String model, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {text: notes.jsonl, target: mood, minFrequency: 1%s}
        model: %s
        optimizer: {type: adam, learningRate: 0.03}
        epochs: 12
        batchSize: 8
        device: cpu
        """
            .formatted(data, model));
    return RunConfig.load(file, Arrays.asList(settings));
  }

  private TrainingRun run(String data, String model, String... settings) throws IOException {
    return TrainingRun.prepare(config(data, model, settings));
  }

  private void notes(String... lines) throws IOException {
    write("notes.jsonl", lines);
  }

  private void write(String file, String... lines) throws IOException {
    Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n");
  }

  private static String line(String text, String mood) {
    return "{\"text\": \"" + text + "\", \"mood\": \"" + mood + "\"}";
  }

  /** Texts of 1 to 12 words, whose class is told by the last of them that is no filler. */
  private static String[] moods(int count) {
    Random random = new Random(4);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              List<String> words = new ArrayList<>();
              boolean isGlad = random.nextBoolean();
              if (random.nextBoolean()) {
                words.add(random.nextBoolean() ? "sun" : "rain");
              }
              words.add(isGlad ? "sun" : "rain");
              for (int more = random.nextInt(11); more > 0; more--) {
                words.add(random.nextBoolean() ? "and" : "so");
              }
              return line(String.join(" ", words), isGlad ? "glad" : "sad");
            })
        .toArray(String[]::new);
  }

  private static double[] values(Prediction prediction) {
    return prediction.probabilities().values().stream().mapToDouble(p -> p).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {LSTM, TRANSFORMER})
  void aNetworkLearnsTheOrderOfWordsAndIsSavedWhole(String model) throws IOException {
    notes(moods(240));
    TrainingRun run = run(", validation: 0.25, split: stratified", model);
    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    assertTrue(
        trained.validationScores().orElseThrow().get("accuracy") > 0.95,
        trained.validationScores().toString());
    RunInfo info = RunOutcome.describe(run, trained, RunInfo.named("moods"));
    assertEquals(2, info.confusion().orElseThrow().classes());
    Path weights = run.savedModel().save(folder.resolve("alone"));
    Files.move(folder.resolve("notes.jsonl"), folder.resolve("others.jsonl"));

    SavedModel saved = SavedModel.read(weights);
    Scoring.Scored scored =
        Scoring.score(
            saved,
            saved.load(Device.cpu()),
            saved.data(folder.resolve("others.jsonl"), Optional.empty()));
    assertEquals(240, scored.rows());
    assertTrue(scored.scores().get("accuracy") > 0.95, scored.toString());

    TextPredictor predictor = TextPredictor.load(weights);
    assertEquals(List.of("glad", "sad"), predictor.classNames());
    assertEquals("sad", predictor.predict("Sun RAIN and so").label().orElseThrow());
    List<String> texts = List.of("rain sun and and and so so and", "sun", "sun rain so", "snow");
    List<Prediction> together = predictor.predict(texts);
    assertEquals("glad", together.get(0).label().orElseThrow());
    for (int i = 0; i < texts.size(); i++) {
      // What a text gets does not depend on how far others have it padded.
      assertArrayEquals(
          values(predictor.predict(texts.get(i))), values(together.get(i)), 1e-6, texts.get(i));
    }
    assertEquals(
        "text 1: a text without a token; expected at least one; fix: leave it out",
        assertThrows(JacobianException.class, () -> predictor.predict(List.of("sun", " ")))
            .getMessage());
  }

  @Test
  void theVocabularyIsThatOfTheTrainingTexts() throws IOException {
    notes(line("a b a c", "x"), line("a b c", "y"));
    write("held.jsonl", line("d a", "y"), line("b b", "y"));
    RunData data = run(", validationFile: held.jsonl, testFile: held.jsonl", LSTM).data();
    LabelledTextPreparation preparation = data.preparation().labelledText();
    assertEquals(List.of("a", "b", "c"), preparation.vocabulary().tokens());
    Batch held = data.validation().orElseThrow().gather(new long[] {0, 1});
    assertArrayEquals(
        new long[] {Vocabulary.UNKNOWN, 2, 3, 3}, held.inputs(0).reshape(4).toLongArray());
    assertArrayEquals(new long[] {1, 1}, held.targets().toLongArray());
    Batch both = data.train().gather(new long[] {0, 1});
    assertArrayEquals(
        new long[] {2, 3, 2, 4, 2, 3, 4, Vocabulary.PADDING},
        both.inputs(0).reshape(8).toLongArray());
    assertEquals(1, both.inputs(1).sum().item());
    assertEquals("texts of at most 256 words out of 3", preparation.inputsInWords());
    assertEquals(
        List.of("none of the rows held out is of 'x', which validation says nothing about"),
        data.notes().lines());
    // A share that is held out teaches no words either.
    notes(IntStream.range(0, 40).mapToObj(i -> line("w" + i, "" + i % 2)).toArray(String[]::new));
    RunData parts = run(", validation: 0.25", LSTM).data();
    assertEquals(30, parts.preparation().labelledText().vocabulary().tokens().size());
    long[] rows = IntStream.range(0, 10).asLongStream().toArray();
    long[] unseen =
        parts.validation().orElseThrow().gather(rows).inputs(0).reshape(10).toLongArray();
    assertTrue(Arrays.stream(unseen).allMatch(token -> token == Vocabulary.UNKNOWN));
  }

  @Test
  void tokensClassesLengthsAndFieldsAreChosen() throws IOException {
    notes("{\"said\": \"Abc\", \"mood\": 2}", "{\"said\": \"aB\", \"mood\": 1, \"text\": \"z\"}");
    String data =
        ", field: said, tokenizer: characters, lowercase: false, maxVocabulary: 2, maxLength: 2,"
            + " classes: [2, 1, 0]";
    TrainingRun run =
        run(
            data,
            "{type: lstm, embeddingDim: 3, hiddenSize: 4, numLayers: 2, bidirectional: true, dropout:"
                + " 0.1}",
            "dtype=float64");
    LabelledTextPreparation preparation = run.data().preparation().labelledText();
    assertEquals(List.of("2", "1", "0"), preparation.classNames());
    assertEquals(List.of("A", "B"), preparation.vocabulary().tokens());
    Batch batch = run.data().train().gather(new long[] {0, 1});
    assertArrayEquals(new long[] {2, 1, 1, 3}, batch.inputs(0).reshape(4).toLongArray());
    assertArrayEquals(new long[] {0, 1}, batch.targets().toLongArray());
    assertEquals(
        List.of(
            "none of the training rows is of '0', which the model cannot learn; change seed or"
                + " data.validation",
            "1 of 2 texts has more than 2 tokens, and ends there; data.maxLength says how many are"
                + " read"),
        run.data().notes().lines());
    LSTMClassifierOptions form = ((LSTMClassifier) run.model()).options();
    assertEquals(new LSTMClassifierOptions(4, 3, 3, 4, 2, true, 0.1, DType.FLOAT64), form);
    SavedModel saved = SavedModel.read(run.savedModel().save(folder.resolve("alone")));
    assertEquals(form, ((LSTMClassifier) saved.load(Device.cpu())).options());
    assertEquals(preparation.form(), saved.preparation().labelledText().form());
    assertEquals("said", TextPredictor.load(folder.resolve("alone")).field());
  }

  @Test
  void batchesAreOfTextsOfLikeLength() throws IOException {
    notes(
        IntStream.range(0, 400)
            .mapToObj(i -> line("w ".repeat(1 + i * 7 % 50), "" + i % 2))
            .toArray(String[]::new));
    double sorted = padding(config("", LSTM));
    assertTrue(sorted < 0.15, sorted + " of a batch are padding");
    double drawn = padding(config("", LSTM, "bucketBatches=0"));
    assertTrue(drawn > 0.35, drawn + " of a batch are padding");
  }

  /** Returns the share of the tokens of an epoch that are padding. */
  private static double padding(RunConfig config) {
    TrainingRun run = TrainingRun.prepare(config);
    double padding = 0;
    double all = 0;
    try (DataLoader loader = DataLoader.of(run.data().train(), config.training().trainBatches())) {
      for (Batch batch : loader) {
        padding += batch.inputs(1).sum().item();
        all += batch.inputs(1).size();
      }
    }
    return padding / all;
  }

  @ParameterizedTest
  @ValueSource(strings = {LSTM, TRANSFORMER})
  void neitherWorkersNorThreadsNorCompilingChangeABit(String small) throws IOException {
    notes(moods(60));
    String model = small.replace("}", ", dropout: 0.2, numLayers: 2}");
    List<String> always = List.of("epochs=2", "shards=2");
    byte[] expected = weights(model, always);
    for (String other :
        List.of("workers=2", "strategy={type: threads, workers: 2}", "compile=off")) {
      assertArrayEquals(
          expected,
          weights(model, Stream.concat(always.stream(), Stream.of(other)).toList()),
          other);
    }
    assertFalse(
        Arrays.equals(
            expected,
            weights(model, Stream.concat(always.stream(), Stream.of("seed=1")).toList())));
  }

  private byte[] weights(String model, List<String> settings) throws IOException {
    TrainingRun run = run("", model, settings.toArray(String[]::new));
    run.train(Device.cpu());
    List<Tensor> state = List.copyOf(run.model().stateDict().values());
    StringBuilder bits = new StringBuilder();
    for (Tensor tensor : state) {
      for (float value : tensor.toFloatArray()) {
        bits.append(Integer.toHexString(Float.floatToRawIntBits(value))).append(' ');
      }
    }
    return bits.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Test
  void foldsAndPartsAreDividedAsRowsAre() throws IOException {
    notes(moods(60));
    CrossValidation folds =
        CrossValidation.prepare(
            config(", split: stratified", LSTM, "epochs=1"), CrossValidation.Options.of(3));
    assertEquals(60, folds.rows());
    var scores = folds.run(Device.cpu(), fold -> {});
    assertEquals(3, scores.folds().size());
    RunData end = run(", validation: 0.1, split: end", LSTM).data();
    assertEquals(54, end.train().size());
    RunData balanced = run("", LSTM, "loss={type: cross_entropy, classWeights: balanced}").data();
    assertEquals(60, balanced.preparation().classRows().stream().mapToLong(Long::longValue).sum());
    assertEquals(
        "cross-validation of rows whose order counts; expected rows of which any part can be held"
            + " out; fix: hold out those at the end with data.validation",
        assertThrows(
                JacobianException.class,
                () ->
                    CrossValidation.prepare(
                            config(", split: end", LSTM), CrossValidation.Options.of(2))
                        .first())
            .getMessage());
  }

  private void fails(String message, String data) {
    assertEquals(
        message.replace("FOLDER", folder.toString()),
        assertThrows(JacobianException.class, () -> run(data, LSTM)).getMessage());
  }

  @Test
  void everyTextThatCannotBeUsedSaysWhy() throws IOException {
    notes("");
    fails("FOLDER/notes.jsonl: the file has no text; expected texts to learn from", "");
    notes(line("a", "x"), "{\"text\": \"b\"}");
    fails(
        "FOLDER/notes.jsonl, line 2: no 'mood', but [text]; expected the class of the line under"
            + " this name",
        "");
    notes(line("a", "x"), "", line("  ", "y"));
    fails(
        "FOLDER/notes.jsonl, line 3: a text without a token; expected at least one; fix: leave it"
            + " out",
        "");
    notes(line("a", "x"), line("b", "x"));
    fails(
        "FOLDER/notes.jsonl: the only class of 'mood' is 'x'; expected texts of at least two"
            + " classes",
        "");
    notes(line("a", "x"), line("b", "y"));
    fails("FOLDER/notes.jsonl, line 2: the class 'y'; expected one of [x, z]", ", classes: [x, z]");
    JacobianException rare =
        assertThrows(JacobianException.class, () -> run("", LSTM, "data.minFrequency=3"));
    assertEquals(
        folder
            + "/notes.jsonl: 2 texts with 2 different tokens, none of them 3 times; expected at"
            + " least one token as often as minFrequency says; fix: withMinFrequency(1), or more"
            + " texts",
        rare.getMessage());
    write("held.jsonl", line("a", "x"), line("b", "other"));
    fails(
        "FOLDER/held.jsonl, line 2: the class 'other'; expected one of [x, y]",
        ", validationFile: held.jsonl");
    fails(
        "FOLDER/notes.jsonl: 2 rows with 0.1 held out leave a part without rows; expected rows to"
            + " train on and rows to hold out; fix: change data.validation, or use more rows",
        ", validation: 0.1");
  }

  @Test
  void weightsAreUsedByWhatTheyAreGiven() throws IOException {
    notes(moods(20));
    SavedModel saved = run("", LSTM).savedModel();
    assertEquals(
        "a model that is given texts with classes; expected one that is given text; fix: use"
            + " TextPredictor",
        assertThrows(
                JacobianException.class, () -> TextGenerator.of(saved, saved.load(Device.cpu())))
            .getMessage());
    assertEquals(
        "a model that is given texts with classes; expected one that is given rows of a table; fix:"
            + " use TextPredictor",
        assertThrows(
                JacobianException.class,
                () -> Predictor.of(saved, saved.load(Device.cpu()), Device.cpu()))
            .getMessage());
    Map<String, String> given = Map.of("data.maxLength", "256", "data.tokenizer", "words");
    given.forEach((key, value) -> assertEquals(value, saved.preparation().settings().get(key)));
    assertEquals(
        "data.maxLength is 9, and was 256 in training; expected the settings that the weights were"
            + " trained with; fix: take the configuration of the training, or train again",
        assertThrows(JacobianException.class, () -> saved.fitting(config(", maxLength: 9", LSTM)))
            .getMessage());
    // What has no lines of JSON is a table, whatever the texts of the training were.
    assertEquals("csv", saved.data(folder.resolve("notes.txt"), Optional.empty()).rows().key());
  }
}
