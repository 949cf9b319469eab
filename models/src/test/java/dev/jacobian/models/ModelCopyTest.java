package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.models.language.LSTMClassifier;
import dev.jacobian.models.language.LSTMClassifierOptions;
import dev.jacobian.models.language.LSTMLanguageModel;
import dev.jacobian.models.language.LSTMLanguageModelOptions;
import dev.jacobian.models.language.TransformerClassifier;
import dev.jacobian.models.language.TransformerClassifierOptions;
import dev.jacobian.models.vision.CNN;
import dev.jacobian.models.vision.CNNOptions;
import dev.jacobian.models.vision.ResNet;
import dev.jacobian.models.vision.ResNetOptions;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ready models are copied with all that they hold, and take other layers. */
class ModelCopyTest {
  private static void assertCopied(Module model, Tensor... inputs) {
    model.eval();
    Module copy = Module.deepCopy(model);
    assertSame(model.getClass(), copy.getClass());
    assertNotSame(model, copy);
    assertEquals(List.copyOf(model.stateDict().keySet()), List.copyOf(copy.stateDict().keySet()));
    assertEquals(model.parameters().size(), copy.parameters().size());
    float[] expected = model.call(inputs).toFloatArray();
    assertArrayEquals(expected, copy.call(inputs).toFloatArray());
    copy.parameters().forEach(parameter -> parameter.tensor().detach().fillInPlace(0));
    assertArrayEquals(expected, model.call(inputs).toFloatArray());
  }

  @Test
  void everyReadyModelIsCopied() {
    Generator generator = new Generator(1);
    Tensor rows = Tensor.rand(generator, 3, 4);
    assertCopied(new MLP(MLP.Options.of(4, List.of(5), 2)), rows);
    assertCopied(
        new TabularMLP(
            MLP.Options.of(4, List.of(5), 2),
            List.of(new ColumnEmbeddings.Table(3, true, 2)),
            generator),
        rows);
    Tensor images = Tensor.rand(generator, 2, 1, 8, 8);
    assertCopied(new CNN(CNNOptions.of(List.of(4, 8)).withImages(1, 8, 8).withClasses(3)), images);
    assertCopied(
        new ResNet(ResNetOptions.of(ResNetOptions.Depth.RESNET18, 3)),
        Tensor.rand(generator, 1, 3, 32, 32));
    Tensor ids = Tensor.arange(8).reshape(2, 4);
    assertCopied(new GPT2(GPT2Options.of(20, 8, 16, 2, 2)), ids);
    assertCopied(new LSTMLanguageModel(LSTMLanguageModelOptions.of(20)), ids);
    Tensor padding = ids.eq(3);
    assertCopied(new LSTMClassifier(LSTMClassifierOptions.of(20, 3)), ids, padding);
    assertCopied(new TransformerClassifier(TransformerClassifierOptions.of(20, 3)), ids, padding);
  }

  @Test
  void theWeightOfAHeadIsThatOfTheEmbeddingInTheCopyToo() {
    GPT2 copy = Module.deepCopy(new GPT2(GPT2Options.of(20, 8, 16, 1, 2)));
    assertSame(
        copy.stateDict().get("lm_head.weight").storage(),
        copy.stateDict().get("transformer.wte.weight").storage());
  }

  @Test
  void layersInsideOfReadyModelsAreReplaced() {
    GPT2 model = new GPT2(GPT2Options.of(20, 8, 16, 1, 2));
    model.setSubmodule("lm_head", new Linear(16, 5, false));
    assertArrayEquals(
        new long[] {2, 4, 5}, model.forward(Tensor.arange(8).reshape(2, 4)).shape().dims());
  }
}
