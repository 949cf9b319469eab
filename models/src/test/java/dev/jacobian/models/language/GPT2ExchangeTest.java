package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.io.SafeTensors;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that we saved is opened by transformers, where Python has it. */
class GPT2ExchangeTest {
  private static final Path SCRIPT = Path.of("src/test/python/goldens_gpt2.py").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void transformersOpensOurFoldersAndComputesTheSame() throws Exception {
    assumeTrue(
        run("-c", "from transformers import GPT2LMHeadModel").equals("0"),
        "python3 with transformers is not installed");
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
      assertEquals("0", run(SCRIPT, "open", saved, input, output), printed());
      assertTrue(printed().lines().anyMatch("{}"::equals), printed());
      Tensor logits = SafeTensors.load(output).tensors().get("logits");
      assertTrue(logits.abs().max().item() > 0.5);
      GPT2Goldens.assertClose(logits, model.forward(ids), 1e-4);
    }
  }

  private String printed() throws IOException {
    return Files.readString(folder.resolve("printed"));
  }

  /** Runs Python and returns its exit status, or why it did not start. */
  private String run(Object... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("printed").toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    try {
      Process process = builder.start();
      return process.waitFor(100, TimeUnit.SECONDS) ? "" + process.exitValue() : "it did not end";
    } catch (IOException e) {
      return "there is no such program";
    }
  }
}
