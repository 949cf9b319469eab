package dev.jacobian.trainers.saved;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jacobian.data.text.TokenKind;
import dev.jacobian.data.text.Vocabulary;
import dev.jacobian.data.text.VocabularyOptions;
import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.models.language.LSTMClassifier;
import dev.jacobian.models.language.LSTMClassifierOptions;
import dev.jacobian.models.language.TransformerClassifier;
import dev.jacobian.models.language.TransformerClassifierOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.data.LabelledTextForm;
import dev.jacobian.trainers.config.data.TextForm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that has places for a few tokens could not be exported: it was captured for one more. */
class ShortTextExportTest {
  private static final int TOKENS = 7;
  private static final List<String> CLASSES = List.of("a", "b", "c");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aLanguageModelOfShortBlocksIsExported(int length) throws OrtException {
    TextForm form = new TextForm(TokenKind.CHARACTERS, length, "text");
    List<String> characters = List.of("a", "b", "c", "d", "e", "f", "g");
    TextPreparation preparation =
        new TextPreparation(DType.FLOAT32, form, characters, List.of(), Map.of());
    GPT2 model = new GPT2(GPT2Options.of(TOKENS, length, 8, 1, 2), new Generator(1));
    model.eval();
    Path file = written(model, preparation);
    for (int steps = shortest(length); steps <= length; steps++) {
      long[][] ids = ids(steps);
      long[] shape = {ids.length, steps};
      Tensor expected = model.forward(Tensor.of(flat(ids), shape));
      assertLogits(expected, file, Map.of("ids", ids));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void modelsOfShortTextsAreExported(int length) throws OrtException {
    LabelledTextForm form =
        new LabelledTextForm("kind", "text", VocabularyOptions.defaults(), length, List.of());
    Vocabulary vocabulary =
        new Vocabulary(TokenKind.WORDS, true, List.of("one", "two", "three", "four", "five"));
    LabelledTextPreparation preparation =
        new LabelledTextPreparation(DType.FLOAT32, form, vocabulary, CLASSES, List.of(), Map.of());
    List<Module> models =
        List.of(
            new TransformerClassifier(
                TransformerClassifierOptions.of(TOKENS, CLASSES.size())
                    .withWidth(8, 2)
                    .withMaxLength(length),
                new Generator(1)),
            new LSTMClassifier(LSTMClassifierOptions.of(TOKENS, CLASSES.size()), new Generator(1)));
    for (Module model : models) {
      model.eval();
      Path file = written(model, preparation);
      for (int steps = shortest(length); steps <= length; steps++) {
        long[][] ids = ids(steps);
        List<Tensor> inputs = preparation.inputs(Arrays.stream(ids).map(long[]::clone).toList());
        long[] lengths = {steps, steps};
        Tensor expected = model.forwardAll(inputs.toArray(Tensor[]::new)).get(0);
        assertLogits(expected, file, Map.of("ids", ids, "lengths", lengths));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4})
  void howManyTokensAreGivenIsSaid(int length) {
    String tokens = length == 1 ? "1 token" : length == 3 ? "3 tokens" : "up to 4 tokens";
    TextForm form = new TextForm(TokenKind.CHARACTERS, length, "text");
    assertEquals(
        "the ids of " + tokens,
        new TextPreparation(DType.FLOAT32, form, CLASSES, List.of(), Map.of()).exportedInputs());
  }

  /** Returns the fewest tokens that a graph takes: the steps are open where they are many. */
  private static int shortest(int length) {
    return length < 4 ? length : 1;
  }

  private Path written(Module model, Preparation preparation) {
    Path file = folder.resolve("model.onnx");
    ModelExport.write(
        new SavedModel(model.stateDict(), preparation, Optional.empty()),
        model,
        ModelExport.Format.ONNX,
        Optional.empty(),
        file);
    return file;
  }

  private static long[][] ids(int steps) {
    long[][] ids = new long[2][steps];
    for (int i = 0; i < steps; i++) {
      ids[0][i] = 2 + i % (TOKENS - 2);
      ids[1][i] = TOKENS - 1 - i % (TOKENS - 2);
    }
    return ids;
  }

  private static long[] flat(long[][] ids) {
    return Arrays.stream(ids).flatMapToLong(Arrays::stream).toArray();
  }

  private static void assertLogits(Tensor expected, Path file, Map<String, Object> inputs)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> given = new HashMap<>();
    for (Map.Entry<String, Object> input : inputs.entrySet()) {
      given.put(input.getKey(), OnnxTensor.createTensor(environment, input.getValue()));
    }
    try (OrtSession session = environment.createSession(file.toString());
        OrtSession.Result result = session.run(given)) {
      OnnxTensor logits = (OnnxTensor) result.get("logits").orElseThrow();
      assertArrayEquals(expected.toFloatArray(), logits.getFloatBuffer().array(), 1e-4f);
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }
}
