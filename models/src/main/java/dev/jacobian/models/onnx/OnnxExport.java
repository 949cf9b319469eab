package dev.jacobian.models.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes a model as an ONNX file, which ONNX Runtime and other programs run without Jacobian. It
 * computes what the model computes in evaluation, for any number of rows. Source: <a
 * href="https://onnx.ai/onnx/intro/concepts.html">onnx.ai</a>, opset 17. PyTorch equivalent: {@code
 * torch.onnx.export}.
 *
 * <p>Any module is exported that computes with tensors alone, with any number of inputs and
 * outputs: it is captured, and each op is written with ONNX's operators. Parameters keep their
 * names. Tensors are of float32, float64, int32, int64 or bool. The bytes depend only on the model,
 * the options and Jacobian's version.
 *
 * <pre>{@code
 * OnnxExport.write(Path.of("model.onnx"), model);
 * OnnxExport.write(
 *     Path.of("model.onnx"),
 *     model,
 *     OnnxExport.Options.defaults().withInputs(standardizer).withProbabilities(SOFTMAX));
 * OnnxExport.write(
 *     Path.of("ranking.onnx"),
 *     ownModel,
 *     OnnxExport.Options.defaults()
 *         .withExamples(users, items)
 *         .withNames(List.of("user", "item"), List.of("score")));
 * }</pre>
 */
public final class OnnxExport {
  /** The name of the second output, if there is one. */
  public static final String PROBABILITIES = "probabilities";

  /** The name of the third output, if there is one. */
  public static final String LABEL = "label";

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
   * @param inputNames the names of the graph's inputs, unless each column has one of its own; one
   *     name for several inputs gets their numbers behind it, from 1
   * @param outputNames the names of the model's outputs, likewise
   * @param inputType the type of the input, or of the columns that are numbers; empty for the
   *     model's
   * @param rowShape the shape of one row of the only input; empty to take it from the first layer,
   *     which a Linear or LayerNorm layer says
   * @param examples inputs that the model takes, if there are several, or one of another type than
   *     the parameters'; of those with as many rows as the first the rows are a batch of any size
   * @param sequenceAxis the axis of the first input, and of those as long there, along which
   *     sequences have any length
   * @param columns encodes the columns of a table; empty if the input is what the model is given,
   *     but for what follows
   * @param missing fills in missing values, which are NaN, or an empty text among categories
   * @param inputs scales the input's columns before they reach the model, so that it takes values
   *     in the data's units
   * @param outputs scales the outputs back, so that they are in the data's units
   * @param probabilities whether there is a second output, {@value OnnxExport#PROBABILITIES}
   * @param classNames makes a third output, {@value OnnxExport#LABEL}: the name of the most
   *     probable class, the first of equals; empty for none
   * @param metadata free text by name, kept with the model
   */
  public record Options(
      List<String> inputNames,
      List<String> outputNames,
      Optional<ElementType> inputType,
      Optional<Shape> rowShape,
      List<Tensor> examples,
      OptionalInt sequenceAxis,
      Optional<TableEncoder> columns,
      Optional<SimpleImputer> missing,
      Optional<Standardizer> inputs,
      Optional<Standardizer> outputs,
      Probabilities probabilities,
      List<String> classNames,
      Map<String, String> metadata) {
    /**
     * Copies list and map.
     *
     * @throws OptionException if names are empty or the same, probabilities are asked for of
     *     outputs that are scaled, labels without probabilities, or the input is of text
     */
    public Options {
      classNames = List.copyOf(classNames);
      metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
      inputNames = List.copyOf(inputNames);
      outputNames = List.copyOf(outputNames);
      examples = List.copyOf(examples);
      List<String> all = new ArrayList<>(inputNames);
      all.addAll(outputNames);
      all.addAll(List.of(PROBABILITIES, LABEL));
      if (inputNames.isEmpty()
          || outputNames.isEmpty()
          || all.contains("")
          || new HashSet<>(all).size() < all.size()) {
        throw new OptionException(
            "ONNX export: the input is named "
                + quoted(inputNames)
                + ", the output "
                + quoted(outputNames),
            "different names, none of them '" + PROBABILITIES + "' or '" + LABEL + "'");
      }
      if (outputs.isPresent() && probabilities != Probabilities.NONE) {
        throw new OptionException(
            "ONNX export: " + probabilities + " probabilities of outputs that are scaled back",
            "logits, which have no units",
            "leave out one of the two");
      }
      if (!classNames.isEmpty() && probabilities == Probabilities.NONE) {
        throw new OptionException(
            "ONNX export: labels without probabilities",
            "probabilities, of which the largest tells");
      }
      if (inputType.isPresent()
          && List.of(ElementType.STRING, ElementType.BOOL).contains(inputType.get())) {
        throw new OptionException(
            "ONNX export: an input of "
                + (inputType.get() == ElementType.STRING ? "text" : "truth values"),
            "a type of numbers");
      }
      if (inputType.isPresent() && !inputType.get().isFloating() && missing.isPresent()) {
        throw new OptionException(
            "ONNX export: an input of "
                + inputType.get()
                + " for a model that fills in missing values, which are NaN",
            "FLOAT32 or FLOAT64");
      }
    }

    private static String quoted(List<String> names) {
      return "'" + String.join("', '", names) + "'";
    }

    /** Returns the defaults: {@code input} and {@code output}, and nothing but the model. */
    public static Options defaults() {
      return new Options(
          List.of("input"),
          List.of("output"),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Probabilities.NONE,
          List.of(),
          Map.of());
    }

    /** What becomes options. */
    private static final class Draft {
      private List<String> inputNames;
      private List<String> outputNames;
      private Optional<ElementType> inputType;
      private Optional<Shape> rowShape;
      private List<Tensor> examples;
      private OptionalInt sequenceAxis;
      private Optional<TableEncoder> columns;
      private Optional<SimpleImputer> missing;
      private Optional<Standardizer> inputs;
      private Optional<Standardizer> outputs;
      private Probabilities probabilities;
      private List<String> classNames;
      private Map<String, String> metadata;

      Draft(Options options) {
        inputNames = options.inputNames;
        outputNames = options.outputNames;
        inputType = options.inputType;
        rowShape = options.rowShape;
        examples = options.examples;
        sequenceAxis = options.sequenceAxis;
        columns = options.columns;
        missing = options.missing;
        inputs = options.inputs;
        outputs = options.outputs;
        probabilities = options.probabilities;
        classNames = options.classNames;
        metadata = options.metadata;
      }
    }

    private Options with(Consumer<Draft> change) {
      Draft draft = new Draft(this);
      change.accept(draft);
      return new Options(
          draft.inputNames,
          draft.outputNames,
          draft.inputType,
          draft.rowShape,
          draft.examples,
          draft.sequenceAxis,
          draft.columns,
          draft.missing,
          draft.inputs,
          draft.outputs,
          draft.probabilities,
          draft.classNames,
          draft.metadata);
    }

    /** Returns these options with other names of the input and the output. */
    public Options withNames(String input, String output) {
      return withNames(List.of(input), List.of(output));
    }

    /** Returns these options with other names of several inputs and outputs. */
    public Options withNames(List<String> inputs, List<String> outputs) {
      return with(
          draft -> {
            draft.inputNames = inputs;
            draft.outputNames = outputs;
          });
    }

    /**
     * Returns these options with inputs that the model takes, which say how many there are, and
     * each one's shape and type. Those with as many rows as the first are batches of any size.
     */
    public Options withExamples(Tensor... values) {
      return with(draft -> draft.examples = List.of(values));
    }

    /**
     * Returns these options with sequences of any length along an axis of the first input, and of
     * the others that are as long there in the examples. The examples have two steps at least, and
     * better as many as the model takes at most: from four on it is captured for fewer, and else
     * for one more, which a model of three places does not take. Like a dynamic axis of {@code
     * torch.onnx.export}.
     *
     * @param axis behind that of the rows, such as 1 of {@code [batch, steps]}
     */
    public Options withSequenceAxis(int axis) {
      return with(draft -> draft.sequenceAxis = OptionalInt.of(axis));
    }

    /** Returns these options with an input of another type than the model's. */
    public Options withInputType(ElementType value) {
      return with(draft -> draft.inputType = Optional.of(value));
    }

    /** Returns these options with the shape of one row, such as {@code 1, 28, 28}. */
    public Options withRowShape(long... dims) {
      return with(draft -> draft.rowShape = Optional.of(Shape.of(dims)));
    }

    /**
     * Returns these options for the columns of a table. If all are numbers and truth values, which
     * are 1 and 0, the input is a matrix of them; else each column is an input by its name, {@code
     * [batch, 1]}: categories as text, dates as FLOAT64 seconds since 1970-01-01T00:00, the others
     * as numbers.
     */
    public Options withColumns(TableEncoder value) {
      return with(draft -> draft.columns = Optional.of(value));
    }

    /** Returns these options with what is filled in for missing values. */
    public Options withMissing(SimpleImputer value) {
      return with(draft -> draft.missing = Optional.of(value));
    }

    /** Returns these options with a scaling of the inputs. */
    public Options withInputs(Standardizer value) {
      return with(draft -> draft.inputs = Optional.of(value));
    }

    /** Returns these options with the scaling that the targets had in training. */
    public Options withOutputs(Standardizer value) {
      return with(draft -> draft.outputs = Optional.of(value));
    }

    /** Returns these options with or without a second output. */
    public Options withProbabilities(Probabilities value) {
      return with(draft -> draft.probabilities = value);
    }

    /** Returns these options with an output of labels. */
    public Options withClassNames(List<String> value) {
      return with(draft -> draft.classNames = value);
    }

    /** Returns these options with free text. */
    public Options withMetadata(Map<String, String> value) {
      return with(draft -> draft.metadata = value);
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
   * @throws OptionException if an op has no equal in ONNX, what the model computes of a row depends
   *     on how many there are, the shape of a row is not known, or the model takes 2 GiB or more
   * @throws dev.jacobian.shape.AutogradException if the model reads values into Java
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
