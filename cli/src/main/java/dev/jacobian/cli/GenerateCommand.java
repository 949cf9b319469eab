package dev.jacobian.cli;

import dev.jacobian.models.language.GenerationOptions;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.predict.TextGenerator;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jacobian generate}: continues a text with a trained language model. */
@Command(description = "Continues a text with a trained language model, and writes both.")
final class GenerateCommand implements Callable<Integer> {
  private static final String DEFAULT = "; by default ${DEFAULT-VALUE}.";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelArguments arguments = new ModelArguments();

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "TEXT",
      description = "The text to continue, of at least one character.")
  private String prompt = "";

  @Option(names = "--tokens", paramLabel = "N", description = "The most new tokens" + DEFAULT)
  private int tokens = TextGenerator.USUAL_TOKENS;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "What logits are divided by before a token is drawn; 0 takes the most probable one"
              + DEFAULT)
  private double temperature = 1;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Draw from so many of the most probable tokens; 0 for all" + DEFAULT)
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw from the fewest tokens that have this probability together" + DEFAULT)
  private double topP = 1;

  @Option(names = "--seed", paramLabel = "N", description = "Of what is drawn" + DEFAULT)
  private long seed;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    GenerationOptions options = options(command);
    ModelArguments.Loaded model = arguments.load();
    TextGenerator generator = TextGenerator.of(model.saved(), model.module());
    PrintWriter out = command.commandLine().getOut();
    out.println(generator.generate(prompt, options, seed));
    out.flush();
    return ExitCode.OK;
  }

  private GenerationOptions options(CommandSpec command) {
    try {
      return GenerationOptions.sampling(tokens)
          .withTemperature(temperature)
          .withTopK(topK)
          .withTopP(topP);
    } catch (OptionException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }
}
