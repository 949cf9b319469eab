package dev.jacobian.models.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.jacobian.data.Standardizer;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes a model as an ONNX file, which ONNX Runtime and other programs run without Jacobian. It
 * computes what the model computes in evaluation, for any number of rows. Source: <a
 * href="https://onnx.ai/onnx/intro/concepts.html">onnx.ai</a>, opset 17. PyTorch equivalent: {@code
 * torch.onnx.export}.
 *
 * <p>The layers may be {@code Linear}, {@code LayerNorm}, {@code ReLU}, {@code Tanh}, {@code
 * Sigmoid}, {@code GELU}, {@code Softmax}, {@code Dropout} and {@code Flatten}, and a {@code
 * Sequential} or {@code MLP} of these, of float32 or float64. The bytes depend only on the model,
 * the options and Jacobian's version.
 *
 * <pre>{@code
 * OnnxExport.write(Path.of("model.onnx"), model);
 * OnnxExport.write(
 *     Path.of("model.onnx"),
 *     model,
 *     OnnxExport.Options.defaults().withInputs(standardizer).withProbabilities(SOFTMAX));
 * }</pre>
 */
public final class OnnxExport {
  /** The name of the second output, if there is one. */
  public static final String PROBABILITIES = "probabilities";

  private static final int CHUNK_BYTES = 1 << 16;

  private OnnxExport() {}

  /** What is computed of the outputs of a model for classes, which are logits. */
  public enum Probabilities {
    /** Nothing: the outputs are numbers, or logits are enough. */
    NONE,
    /** The softmax of one logit for each class. */
    SOFTMAX,
    /**
     * Of the one logit of two classes, the probabilities of the first, {@code sigmoid(-x)}, and the
     * second, {@code sigmoid(x)}.
     */
    SIGMOID
  }

  /**
   * What goes around the model.
   *
   * @param inputName the name of the graph's input
   * @param outputName the name of the model's output
   * @param rowShape the shape of one row of the input; empty to take it from the first layer, which
   *     a Linear or LayerNorm layer says
   * @param inputs scales the input's columns before they reach the model, so that it takes values
   *     in the data's units
   * @param outputs scales the outputs back, so that they are in the data's units
   * @param probabilities whether there is a second output, {@value OnnxExport#PROBABILITIES}
   * @param metadata free text by name, kept with the model
   */
  public record Options(
      String inputName,
      String outputName,
      Optional<Shape> rowShape,
      Optional<Standardizer> inputs,
      Optional<Standardizer> outputs,
      Probabilities probabilities,
      Map<String, String> metadata) {
    /**
     * Copies the map.
     *
     * @throws OptionException if names are empty or the same, or probabilities are asked for of
     *     outputs that are scaled
     */
    public Options {
      metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
      if (inputName.isEmpty()
          || outputName.isEmpty()
          || inputName.equals(outputName)
          || inputName.equals(PROBABILITIES)
          || outputName.equals(PROBABILITIES)) {
        throw new OptionException(
            "ONNX export: the input is named '" + inputName + "', the output '" + outputName + "'",
            "two names, neither of them '" + PROBABILITIES + "'");
      }
      if (outputs.isPresent() && probabilities != Probabilities.NONE) {
        throw new OptionException(
            "ONNX export: " + probabilities + " probabilities of outputs that are scaled back",
            "logits, which have no units",
            "leave out one of the two");
      }
    }

    /** Returns the defaults: {@code input} and {@code output}, and nothing but the model. */
    public static Options defaults() {
      return new Options(
          "input",
          "output",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Probabilities.NONE,
          Map.of());
    }

    /** Returns these options with other names. */
    public Options withNames(String input, String output) {
      return new Options(input, output, rowShape, inputs, outputs, probabilities, metadata);
    }

    /** Returns these options with the shape of one row, such as {@code 1, 28, 28}. */
    public Options withRowShape(long... dims) {
      return new Options(
          inputName,
          outputName,
          Optional.of(Shape.of(dims)),
          inputs,
          outputs,
          probabilities,
          metadata);
    }

    /** Returns these options with a scaling of the inputs. */
    public Options withInputs(Standardizer value) {
      return new Options(
          inputName, outputName, rowShape, Optional.of(value), outputs, probabilities, metadata);
    }

    /** Returns these options with the scaling that the targets had in training. */
    public Options withOutputs(Standardizer value) {
      return new Options(
          inputName, outputName, rowShape, inputs, Optional.of(value), probabilities, metadata);
    }

    /** Returns these options with or without a second output. */
    public Options withProbabilities(Probabilities value) {
      return new Options(inputName, outputName, rowShape, inputs, outputs, value, metadata);
    }

    /** Returns these options with free text. */
    public Options withMetadata(Map<String, String> value) {
      return new Options(inputName, outputName, rowShape, inputs, outputs, probabilities, value);
    }
  }

  /** Writes a model that takes rows as they are: see {@link #write(Path, Module, Options)}. */
  public static void write(Path file, Module model) {
    write(file, model, Options.defaults());
  }

  /**
   * Writes a model. The file is replaced as a whole: it is the old one or the new one, at no time a
   * part.
   *
   * @param file in a folder that exists
   * @throws OptionException if a layer has no equal in ONNX, the layers' types differ, the shape of
   *     a row is not known, or the model takes 2 GiB or more
   * @throws dev.jacobian.shape.ShapeException if the shape of a row or a scaling does not fit
   * @throws UncheckedIOException if the file cannot be written; the old one stays
   */
  public static void write(Path file, Module model, Options options) {
    try (MemoryScope scope = MemoryScope.open()) {
      Message message = message(model, options);
      AtomicFile.replace(file, channel -> write(message, Channels.newOutputStream(channel)));
    }
  }

  /** Returns the bytes that {@link #write(Path, Module, Options)} writes. */
  public static byte[] toBytes(Module model, Options options) {
    try (MemoryScope scope = MemoryScope.open()) {
      Message message = message(model, options);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) message.size());
      write(message, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message message(Module model, Options options) {
    Message message = new OnnxModel(ModelGraph.of(model, options), options.metadata()).message();
    if (message.size() > Integer.MAX_VALUE) {
      throw new OptionException(
          "ONNX export: the model takes " + message.size() + " bytes",
          "at most " + Integer.MAX_VALUE + ", as protobuf holds",
          "export it in parts");
    }
    return message;
  }

  private static void write(Message message, OutputStream stream) throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(stream, CHUNK_BYTES);
    message.writeTo(out);
    out.flush();
  }
}
