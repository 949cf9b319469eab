package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.device.Device;
import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.models.language.GenerationOptions;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.predict.TextGenerator;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.saved.Losses;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text in a configuration: what is trained on, judged and saved, and every mistake. */
class RunTextTest {
  private static final String GPT =
      "{type: gpt2, nLayer: 1, nHead: 2, nEmbd: 16, residPdrop: 0, embdPdrop: 0, attnPdrop: 0}";
  private static final String LSTM = "{type: lstm, numLayers: 1, hiddenSize: 24, dropout: 0}";
  private static final GenerationOptions GREEDY = GenerationOptions.greedy(8);

  @TempDir private Path folder;

  private RunConfig config(String data, String model, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {text: verse.txt, blockLength: 8%s}
        model: %s
        optimizer: {type: adam, learningRate: 0.02}
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

  private void verse(String text) throws IOException {
    Files.writeString(folder.resolve("verse.txt"), text);
  }

  /** Trains on a text that repeats itself, and lets the saved model say it. */
  private void learnsToRepeat(String model) throws IOException {
    verse("abcd".repeat(100));
    TrainingRun run = run(", validation: 0.2", model);
    Map<String, Double> scores = run.train(Device.cpu()).validationScores().orElseThrow();
    assertTrue(scores.get("accuracy") > 0.95, scores.toString());
    Path weights = run.savedModel().save(folder.resolve("alone"));
    Files.delete(folder.resolve("verse.txt"));
    TextGenerator generator = TextGenerator.load(weights);
    // No longer than the blocks, which are all that a gpt2 has positions for.
    assertEquals("abcdabcd", generator.generate("abc", GenerationOptions.greedy(5), 0));
    GenerationOptions anew = GenerationOptions.greedy(5).withUseCache(false);
    assertEquals("abcdabcd", generator.generate("abc", anew, 0));
    GenerationOptions chance = GenerationOptions.sampling(6).withTemperature(9);
    assertEquals(generator.generate("ab", chance, 3), generator.generate("ab", chance, 3));
  }

  @Test
  void aTransformerLearnsToRepeatAndIsSavedWhole() throws IOException {
    learnsToRepeat(GPT);
  }

  @Test
  void aRecurrentNetworkLearnsToRepeatAndIsSavedWhole() throws IOException {
    learnsToRepeat(LSTM);
  }

  @Test
  void theEndOfTheTextIsHeldOut() throws IOException {
    verse("ab".repeat(40) + "c".repeat(20));
    RunData data = run(", validation: 0.2", LSTM).data();
    assertEquals(9, data.train().size());
    Batch held = data.validation().orElseThrow().gather(new long[] {0});
    assertArrayEquals(new long[] {2, 2, 2, 2, 2, 2, 2, 2}, held.inputs().reshape(8).toLongArray());
    assertEquals("blocks of 8 characters", data.preparation().inputsInWords());
    assertEquals(List.of("a", "b", "c"), data.preparation().classNames());
  }

  @Test
  void jsonLinesAndBytesAreText() throws IOException {
    Files.writeString(
        folder.resolve("verse.jsonl"), "{\"said\": \"\u00e4bcdefgh\"}\n{\"said\": \"ij\"}\n");
    RunData data =
        run(", field: said, tokenizer: bytes", GPT, "data.text=" + folder.resolve("verse.jsonl"))
            .data();
    assertEquals(256, data.preparation().outputs());
    assertArrayEquals(
        new long[] {0xc3, 0xa4, 'b', 'c', 'd', 'e', 'f', 'g'},
        data.train().gather(new long[] {0}).inputs().reshape(8).toLongArray());
  }

  @Test
  void theLossIsThatOfEachToken() throws IOException {
    verse("abcabcabcabcabc");
    TrainingRun run = run("", LSTM, "loss.type=cross_entropy", "loss.classWeights=balanced");
    assertEquals(List.of(5L, 5L, 5L), run.data().preparation().classRows());
    Batch batch = run.data().train().gather(new long[] {0});
    Tensor logits = run.model().forward(batch.inputs());
    Tensor log = logits.logSoftmax(2);
    double sum = 0;
    long[] targets = batch.targets().reshape(8).toLongArray();
    for (int i = 0; i < targets.length; i++) {
      sum -= log.select(0, 0).select(0, i).toDoubleArray()[(int) targets[i]];
    }
    double loss =
        Losses.of(run.config().loss(), run.data().preparation())
            .forward(logits, batch.targets())
            .item();
    assertEquals(sum / targets.length, loss, 1e-5);
  }

  @Test
  void aFolderOfHuggingFaceIsTrainedFurther() throws IOException {
    verse("abcd".repeat(20));
    GPT2 trained = new GPT2(GPT2Options.of(5, 16, 8, 1, 2).withDropout(0), new Generator(3));
    trained.save(folder.resolve("small"));
    TrainingRun run = run("", "{type: gpt2, weights: small}");
    String name = "transformer.wte.weight";
    assertArrayEquals(
        trained.stateDict().get(name).toFloatArray(),
        run.model().stateDict().get(name).toFloatArray());
    assertTrue(run.model().isTraining());
    TrainingRun.TrainedRun done = run.train(Device.cpu());
    RunInfo info = RunOutcome.describe(run, done, RunInfo.named("small"));
    assertEquals(4, info.confusion().orElseThrow().classes());
    Path weights = run.savedModel().save(folder.resolve("alone"));
    try (var files = Files.list(folder.resolve("small"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    TextGenerator generator = TextGenerator.load(weights);
    assertEquals(11, generator.generate("abc", GREEDY, 0).length());
    // The fifth token stands for no text.
    GenerationOptions wild = GenerationOptions.sampling(12).withTemperature(1000);
    assertTrue(generator.generate("abc", wild, 0).length() < 15);
  }

  private void fails(String message, String data, String model) {
    assertEquals(
        message.replace("FOLDER", folder.toString()),
        assertThrows(JacobianException.class, () -> run(data, model)).getMessage());
  }

  @Test
  void everyTextThatCannotBeUsedSaysWhy() throws IOException {
    verse("\n");
    fails("FOLDER/verse.txt: the file has no text; expected text to learn from", "", LSTM);
    verse("abc");
    fails(
        "blocks of 8 tokens of texts with 3 in all; expected at least 9, a block and the token"
            + " after it; fix: use more text, or shorter blocks",
        "",
        LSTM);
    verse("abcdefghijk".repeat(5));
    fails(
        "blocks of 8 tokens for a model of 4 positions; expected blocks of at most as many; fix:"
            + " set data.blockLength, or model.nPositions",
        "",
        "{type: gpt2, nLayer: 1, nHead: 2, nEmbd: 16, nPositions: 4}");
    fails(
        "a text of 11 tokens for a model of 3; expected a model of at least as many; fix: leave out"
            + " model.vocabSize, or choose another tokenizer",
        "",
        "{type: gpt2, nLayer: 1, nHead: 2, nEmbd: 16, vocabSize: 3}");
    Files.writeString(folder.resolve("other.txt"), "xyz".repeat(9));
    fails(
        "the character 'x' (U+0078) at position 0 of 'xyzxyzxyzxyzxyzxyzxyzxyzxyz'; expected one of"
            + " the 11 that the tokenizer was made of; fix: make it of all texts, or take a"
            + " ByteTokenizer",
        ", validationFile: other.txt",
        LSTM);
  }

  @Test
  void weightsAreUsedByWhatTheyAreGiven() throws IOException {
    verse("abcdefghijk".repeat(5));
    SavedModel saved = run("", GPT).savedModel();
    TextGenerator generator = TextGenerator.of(saved, saved.load(Device.cpu()));
    assertEquals(
        "generate: a prompt of 4 tokens and 8 new ones are longer than the table of positions;"
            + " expected at most 9 together; fix: cut the prompt, or ask for fewer",
        assertThrows(JacobianException.class, () -> generator.generate("abcd", GREEDY, 0))
            .getMessage());
    assertEquals(
        "a model that is given text; expected one that is given rows of a table; fix: use"
            + " TextGenerator",
        assertThrows(
                JacobianException.class,
                () -> Predictor.of(saved, saved.load(Device.cpu()), Device.cpu()))
            .getMessage());
    assertEquals(
        "cross-validation of a text; expected rows or images, of which any part can be held out;"
            + " fix: hold out its end with data.validation",
        assertThrows(
                JacobianException.class,
                () ->
                    CrossValidation.prepare(config("", LSTM), CrossValidation.Options.of(2))
                        .first())
            .getMessage());
    Scoring.Scored scored =
        Scoring.score(
            saved,
            saved.load(Device.cpu()),
            saved.data(folder.resolve("verse.txt"), Optional.empty()));
    assertEquals(6, scored.rows());
  }
}
