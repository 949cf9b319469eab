package dev.jacobian.cli;

import dev.jacobian.device.ByteSize;
import dev.jacobian.serve.Batching;
import dev.jacobian.serve.Limits;
import dev.jacobian.serve.ModelServer;
import dev.jacobian.serve.ServerOptions;
import dev.jacobian.serve.Timeouts;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.callback.Interruption;
import dev.jacobian.trainers.config.keys.DurationText;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.predict.TextGenerator;
import dev.jacobian.trainers.predict.TextPredictor;
import dev.jacobian.trainers.saved.SavedModel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code jacobian serve}: answers requests for predictions over HTTP until it is stopped. */
@Command(
    sortOptions = false,
    description = {
      "Answers requests for predictions over HTTP, until Ctrl-C or SIGTERM.",
      "POST /predict takes rows or a text as JSON, or the file of an image; POST /generate takes a prompt.",
      "GET /model, /health and /metrics say the rest."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int POLL_MILLIS = 50;
  private static final String DEFAULT = "; by default ${DEFAULT-VALUE}.";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelArguments arguments = new ModelArguments();

  @Option(
      names = "--port",
      required = true,
      paramLabel = "PORT",
      description = "The port to listen on; 0 takes any that is free.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen on, 0.0.0.0 for all of this machine" + DEFAULT)
  private String host = ServerOptions.LOOPBACK;

  @Option(
      names = "--max-batch",
      paramLabel = "ROWS",
      description = "The most rows that run together" + DEFAULT)
  private int maxBatch = Batching.DEFAULT.maxBatch();

  @Option(
      names = "--max-wait",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long a request waits for others, such as 2ms; by default not at all.")
  private Duration maxWait = Batching.DEFAULT.maxWait();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads that predict; by default one for each processor.")
  private int workers = Batching.DEFAULT.workers();

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      converter = Bytes.class,
      description = "The most bytes of a request; by default 1m, of an image 16m.")
  private @Nullable Long maxBody;

  @Option(
      names = "--max-rows",
      paramLabel = "ROWS",
      description = "The most rows of a request, or new tokens of a text" + DEFAULT)
  private int maxRows = Limits.DEFAULT.maxRows();

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "The most requests that wait; more are answered 503" + DEFAULT)
  private int queue = Limits.DEFAULT.queue();

  @Option(
      names = "--max-pending",
      paramLabel = "BYTES",
      converter = Bytes.class,
      description = "The most bytes of large requests and answers held at once; by default 64m.")
  private long maxPending = Limits.DEFAULT.pending();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "The most connections" + DEFAULT)
  private int connections = Limits.DEFAULT.connections();

  @Option(
      names = "--read-timeout",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long a request's headers, and then its body, may take; by default 10s.")
  private Duration read = Timeouts.DEFAULT.read();

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long a connection may be idle between requests; by default 60s.")
  private Duration idle = Timeouts.DEFAULT.idle();

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long a request may wait for its answer; by default 10s.")
  private Duration deadline = Timeouts.DEFAULT.deadline();

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long a stop waits for requests that have come in; by default 10s.")
  private Duration grace = Timeouts.DEFAULT.grace();

  private final Supplier<Interruption> interruptions;

  /**
   * Makes the command.
   *
   * @param interruptions gives what asks the server to stop
   */
  ServeCommand(Supplier<Interruption> interruptions) {
    this.interruptions = interruptions;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    ServerOptions options = options(command);
    ModelArguments.Loaded model = arguments.load();
    Interruption interruption = interruptions.get();
    try (ModelServer server = start(model, options)) {
      out.println(
          "serving "
              + options.name()
              + " at "
              + server.url()
              + " (POST "
              + (model.saved().preparation().kind() == DataKind.TEXT ? "generate" : "predict")
              + "; GET model, health, metrics); Ctrl-C stops it");
      out.flush();
      while (!interruption.isRequested()) {
        Thread.sleep(POLL_MILLIS);
      }
      out.println("stopping; requests that have come in are answered");
      out.flush();
    }
    out.println("stopped");
    out.flush();
    return ExitCode.OK;
  }

  private static ModelServer start(ModelArguments.Loaded model, ServerOptions options) {
    SavedModel saved = model.saved();
    return switch (saved.preparation().kind()) {
      case TABLE -> ModelServer.start(Predictor.of(saved, model.module(), model.device()), options);
      case IMAGES ->
          ModelServer.start(ImagePredictor.of(saved, model.module(), model.device()), options);
      case LABELLED_TEXT ->
          ModelServer.start(TextPredictor.of(saved, model.module(), model.device()), options);
      case TEXT -> ModelServer.start(TextGenerator.of(saved, model.module()), options);
    };
  }

  private ServerOptions options(CommandSpec command) {
    try {
      return options();
    } catch (OptionException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }

  private ServerOptions options() {
    return ServerOptions.of(port)
        .withModel(arguments.name(), "jacobian " + Version.text())
        .withHost(host)
        .withBatching(new Batching(maxBatch, maxWait, workers))
        .withLimits(new Limits(maxBody(), maxRows, queue, maxPending, connections))
        .withTimeouts(new Timeouts(read, idle, deadline, grace));
  }

  private int maxBody() {
    if (maxBody == null) {
      return Limits.DEFAULT.maxBody();
    }
    if (maxBody < 1) {
      throw new OptionException("--max-body " + maxBody, "at least 1 byte");
    }
    return Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, maxBody));
  }

  /** Reads {@code 500ms} or {@code 10s}. */
  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration time = text.equals("0") ? Duration.ZERO : DurationText.parse(text);
      if (time == null) {
        throw new TypeConversionException(
            "'" + text + "' is no time; expected a number and its unit, such as 500ms or 10s");
      }
      return time;
    }
  }

  /** Reads {@code 512k} or {@code 1m}. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return ByteSize.parse(text);
      } catch (MemoryException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
