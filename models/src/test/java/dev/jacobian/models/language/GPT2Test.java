package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.AdamW;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model computes and learns what transformers does with the same folder. */
class GPT2Test {
  @TempDir Path temporary;

  @Test
  void logitsAreThoseOfTransformers() {
    for (String form : GPT2Goldens.FORMS) {
      Map<String, Tensor> golden = GPT2Goldens.values(form);
      GPT2 model = GPT2.open(GPT2Goldens.folder(form));
      assertFalse(model.isTraining());
      Tensor logits = model.forward(golden.get("ids"));
      assertTrue(logits.abs().max().item() > 1, "nothing but zeros");
      GPT2Goldens.assertClose(golden.get("logits"), logits, 1e-4);
    }
  }

  @Test
  void fiftyStepsOfTrainingFollowItsLosses() {
    for (String form : GPT2Goldens.FORMS) {
      for (boolean isCompiled : new boolean[] {false, true}) {
        Map<String, Tensor> golden = GPT2Goldens.values(form);
        float[] expected = golden.get("losses").toFloatArray();
        NextToken model = new NextToken(GPT2.open(GPT2Goldens.folder(form)));
        model.train();
        AdamW optimizer = new AdamW(model.parameters(), 1e-3);
        CrossEntropyLoss loss = new CrossEntropyLoss();
        CompiledStep step = CompiledStep.of(model, loss, optimizer);
        assertEquals(50, expected.length);
        for (int i = 0; i < expected.length; i++) {
          Tensor ids = golden.get("batches").select(0, i);
          Tensor next = ids.slice(1, 1, ids.size(1)).copy();
          double value;
          if (isCompiled) {
            value = step.run(ids.copy(), next);
          } else {
            optimizer.zeroGrad();
            Tensor computed = loss.forward(model.forward(ids), next);
            computed.backward();
            optimizer.step();
            value = computed.item();
          }
          assertEquals(expected[i], value, 1e-3, form + ", step " + i);
        }
        assertTrue(expected[49] < expected[0] - 0.1, "nothing was learned");
      }
    }
  }

  /** The logits of each next token within the sequence, classes first, as the loss takes them. */
  private static final class NextToken extends Module {
    private final GPT2 model;

    NextToken(GPT2 model) {
      this.model = register("model", model);
    }

    @Override
    public Tensor forward(Tensor ids) {
      return model.forward(ids).slice(1, 0, ids.size(1) - 1).transpose(1, 2);
    }
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    GPT2 model = new GPT2(small().withDtype(DType.FLOAT64), new Generator(1));
    model.eval();
    Tensor ids = Tensor.of(new long[] {1, 2, 3, 4, 0, 1}, 2, 3);
    Tensor weight = model.stateDict().get("transformer.h.0.attn.c_attn.weight");
    Tensor parameter = model.namedParameters().get("transformer.h.0.attn.c_attn.weight").tensor();
    Tensor upstream = Tensor.randn(new Generator(2), 2, 3, 5).to(DType.FLOAT64);
    model.forward(ids).mul(upstream).sum().backward();
    Tensor gradient = parameter.grad();
    double step = 1e-5;
    for (int at : new int[] {0, 5, 11}) {
      double[] change = new double[(int) weight.size()];
      change[at] = step;
      Tensor difference = Tensor.of(change, weight.shape().dims());
      weight.addInPlace(difference);
      double above = model.forward(ids).mul(upstream).sum().item();
      weight.addInPlace(difference, -2);
      double below = model.forward(ids).mul(upstream).sum().item();
      weight.addInPlace(difference);
      assertEquals(
          (above - below) / (2 * step), gradient.toDoubleArray()[at], 1e-7, "element " + at);
    }
  }

  private static GPT2Options small() {
    return GPT2Options.of(5, 4, 4, 1, 2).withDropout(0);
  }

  @Test
  void weightsBeginAsInTransformers() {
    GPT2 model = new GPT2(GPT2Options.of(50, 40, 64, 2, 4), new Generator(1));
    Map<String, Tensor> state = model.stateDict();
    assertEquals(0.02, state.get("transformer.wte.weight").std().item(), 1e-3);
    assertEquals(0.02, state.get("transformer.h.1.mlp.c_fc.weight").std().item(), 1e-3);
    assertEquals(0.01, state.get("transformer.h.1.mlp.c_proj.weight").std().item(), 1e-3);
    assertEquals(0, state.get("transformer.h.0.attn.c_attn.bias").abs().max().item());
    assertEquals(2 + 2 * 12 + 2, model.parameters().size(), "the head's weight is shared");
  }

  @Test
  void theDefaultsAreTheSmallestPublishedModel() {
    GPT2Options usual = GPT2Options.defaults();
    long blocks = 12L * (12 * 768 * 768 + 13 * 768);
    assertEquals(124_439_808, (50257L + 1024) * 768 + blocks + 2 * 768);
    assertEquals(3072, usual.inner());
    assertEquals(0.1, usual.attnPdrop());
  }

  @Test
  void aFolderThatWasSavedIsOpenedAgain() {
    for (String form : GPT2Goldens.FORMS) {
      GPT2 model = GPT2.open(GPT2Goldens.folder(form));
      model.save(temporary.resolve(form).resolve("own"));
      GPT2 again = GPT2.open(temporary.resolve(form).resolve("own"));
      assertEquals(model.options(), again.options());
      Tensor ids = GPT2Goldens.values(form).get("ids");
      assertArrayEquals(model.forward(ids).toFloatArray(), again.forward(ids).toFloatArray());
    }
  }

  @Test
  void foldersOfTheBodyAloneAndWithMasksOpenToo() {
    Path folder = GPT2Goldens.copy("tiny", temporary);
    Path file = folder.resolve("model.safetensors");
    Map<String, Tensor> bare = new LinkedHashMap<>();
    SafeTensors.load(file)
        .tensors()
        .forEach((name, tensor) -> bare.put(name.replace("transformer.", ""), tensor));
    bare.put("h.0.attn.bias", Tensor.ones(1, 1, 24, 24));
    bare.put("h.0.attn.masked_bias", Tensor.of(-1e4f));
    SafeTensors.save(file, bare);
    Map<String, Tensor> golden = GPT2Goldens.values("tiny");
    GPT2Goldens.assertClose(
        golden.get("logits"), GPT2.open(folder).forward(golden.get("ids")), 1e-4);
  }

  @Test
  void oneErrorListsAllWeightsThatDoNotFit() {
    Path folder = GPT2Goldens.copy("tiny", temporary);
    Path file = folder.resolve("model.safetensors");
    Map<String, Tensor> changed = new LinkedHashMap<>(SafeTensors.load(file).tensors());
    changed.remove("transformer.ln_f.bias");
    changed.put("transformer.wpe.weight", Tensor.zeros(7, 16));
    changed.put("score.weight", Tensor.zeros(2));
    SafeTensors.save(file, changed);
    String message = assertThrows(StateException.class, () -> GPT2.open(folder)).getMessage();
    assertEquals(
        "the state does not fit GPT2(2 layers, 2 heads, 16 features): "
            + "transformer.wpe.weight is float32[7, 16] instead of float32[24, 16], "
            + "missing transformer.ln_f.bias float32[16], "
            + "unexpected transformer.score.weight float32[2]; "
            + "expected the names, shapes and dtypes of its state; "
            + "fix: build the module with the options that the state was saved with",
        message);
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Path folder = GPT2Goldens.copy("forms", temporary);
    Path shard = folder.resolve("model-00002-of-00002.safetensors");
    Files.move(shard, folder.resolve("elsewhere"));
    assertEquals(
        "the folder '"
            + folder
            + "' lacks the shards [model-00002-of-00002.safetensors]; expected all 2 files that"
            + " model.safetensors.index.json names; fix: copy them there too",
        message(folder));
    Files.copy(folder.resolve("model-00001-of-00002.safetensors"), shard);
    assertTrue(message(folder).startsWith("'" + shard + "' has no tensors ["), message(folder));
    Files.delete(folder.resolve("model.safetensors.index.json"));
    assertEquals(
        "the folder '"
            + folder
            + "' has no weights; expected model.safetensors, or model.safetensors.index.json and"
            + " shards",
        message(folder));
    Files.delete(folder.resolve("config.json"));
    assertEquals(
        "'"
            + folder.resolve("config.json")
            + "' does not exist; expected a model's folder, which has this file",
        message(folder));
  }

  private static String message(Path folder) {
    return assertThrows(FileFormatException.class, () -> GPT2.open(folder)).getMessage();
  }

  @Test
  void anIndexDoesNotLeadOutOfItsFolder() throws IOException {
    Path folder = GPT2Goldens.copy("forms", temporary);
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, Files.readString(index).replace("model-00001", "../model-00001"));
    assertEquals(
        "'"
            + index
            + "': weight_map is of '../model-00001-of-00002.safetensors'; expected names of files"
            + " in the folder",
        message(folder));
  }

  @Test
  void configurationsOfOtherModelsAreRefused() throws IOException {
    Path folder = GPT2Goldens.copy("tiny", temporary);
    Path file = folder.resolve("config.json");
    String right = Files.readString(file);
    Map<String, String> changes =
        Map.of(
            "\"model_type\": \"gpt2\"/\"model_type\": \"llama\"",
            "model_type is 'llama'; expected 'gpt2'",
            "\"n_head\": 2/\"n_head\": 2.5",
            "n_head is 2.5; expected a whole number",
            "gelu_new/gelu_old",
            "activation_function is 'gelu_old'; expected one of [gelu_new, gelu_pytorch_tanh,"
                + " gelu, relu, silu, tanh]",
            "\"scale_attn_weights\": true/\"scale_attn_weights\": false",
            "scale_attn_weights is false; expected true",
            "\"resid_pdrop\": 0.0/\"resid_pdrop\": \"0\"",
            "resid_pdrop is \"0\"; expected a number");
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String[] parts = change.getKey().split("/");
      assertTrue(right.contains(parts[0]), parts[0]);
      Files.writeString(file, right.replace(parts[0], parts[1]));
      assertEquals("'" + file + "': " + change.getValue(), message(folder));
    }
    Files.writeString(file, right + "]");
    assertTrue(message(folder).startsWith("'" + file + "' is not valid JSON: "), message(folder));
  }

  @Test
  void mistakesOfFormAndInputAreNamed() {
    assertEquals(
        "GPT2: 6 features for 4 heads; expected a number that the heads divide",
        assertThrows(OptionException.class, () -> GPT2Options.of(5, 4, 6, 1, 4)).getMessage());
    GPT2 model = new GPT2(small());
    assertEquals(
        "transformer (GPT2Model): a sequence of 5 tokens is longer than the table of positions;"
            + " expected at most 4; fix: cut it, or train a model with more positions",
        assertThrows(ShapeException.class, () -> model.forward(ids(0, 1, 2, 3, 4))).getMessage());
    assertEquals(
        "transformer.wte (Embedding(5, 4)): index 5 at position 1 of 2; expected indices from 0 to"
            + " 4; fix: number tokens or categories from 0, or give the layer as many embeddings"
            + " as there are",
        assertThrows(DataException.class, () -> model.forward(ids(0, 5))).getMessage());
    assertEquals(
        "transformer (GPT2Model): ids [2]; expected [n, t] with at least one token",
        assertThrows(ShapeException.class, () -> model.forward(Tensor.of(new long[] {0, 1})))
            .getMessage());
  }

  private static Tensor ids(long... ids) {
    return Tensor.of(ids, 1, ids.length);
  }
}
