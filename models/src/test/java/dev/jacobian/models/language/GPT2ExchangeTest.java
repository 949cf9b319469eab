package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.SafeTensors;
import dev.jacobian.models.PythonScript;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that we saved is opened by transformers, where Python has it. */
class GPT2ExchangeTest {
  @TempDir Path folder;

  @Test
  void transformersOpensOurFoldersAndComputesTheSame() throws Exception {
    PythonScript script =
        new PythonScript("goldens_gpt2.py", folder, "from transformers import GPT2LMHeadModel");
    for (String form : GPT2Goldens.FORMS) {
      GPT2Options options = GPT2.open(GPT2Goldens.folder(form)).options();
      GPT2 model = new GPT2(options, new Generator(3));
      // As large as trained weights are.
      model.parameters().stream()
          .map(parameter -> parameter.tensor().detach())
          .filter(tensor -> tensor.shape().rank() == 2)
          .forEach(tensor -> tensor.mulInPlace(10));
      model.eval();
      Path saved = folder.resolve(form);
      model.save(saved);
      Tensor ids = GPT2Goldens.values(form).get("ids");
      Path input = folder.resolve("ids.safetensors");
      Path output = folder.resolve("logits.safetensors");
      SafeTensors.save(input, Map.of("ids", ids));
      String printed = script.run("open", saved, input, output);
      assertTrue(printed.lines().anyMatch("{}"::equals), printed);
      Tensor logits = SafeTensors.load(output).tensors().get("logits");
      assertTrue(logits.abs().max().item() > 0.5);
      GPT2Goldens.assertClose(logits, model.forward(ids), 1e-4);
    }
  }
}
