package dev.jacobian.trainers.saved;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.text.LabelledTexts;
import dev.jacobian.data.text.PaddedSequences;
import dev.jacobian.data.text.TokenKind;
import dev.jacobian.data.text.Vocabulary;
import dev.jacobian.models.language.LSTMClassifier;
import dev.jacobian.models.language.LSTMClassifierOptions;
import dev.jacobian.models.language.TransformerClassifier;
import dev.jacobian.models.language.TransformerClassifierOptions;
import dev.jacobian.models.onnx.OnnxExport;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.LSTMConfig;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.DataForm;
import dev.jacobian.trainers.config.data.LabelledTextForm;
import dev.jacobian.trainers.config.data.RowSource;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.config.data.TextRows;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How texts become the padded tokens that a model is given, and its outputs classes.
 *
 * @param dtype the type of the model
 * @param form how a file becomes texts, and these tokens
 * @param vocabulary the tokens that the training texts have
 * @param classNames the classes in the order of their numbers
 * @param classRows the training texts of each class, if the loss is balanced by them; else empty
 * @param settings what the configuration said about all this, by its paths of keys
 */
public record LabelledTextPreparation(
    DType dtype,
    LabelledTextForm form,
    Vocabulary vocabulary,
    List<String> classNames,
    List<Long> classRows,
    Map<String, String> settings)
    implements Preparation {
  private static final String VOCABULARY = "vocabulary";

  /** A step is compiled once for each width of a batch, and keeps no more than twice as many. */
  private static final int WIDTHS = 8;

  /** About what a layer computes of a token. */
  private static final int NUMBERS_OF_A_TOKEN = 128;

  /** Copies lists and map. */
  public LabelledTextPreparation {
    classNames = List.copyOf(classNames);
    classRows = List.copyOf(classRows);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static LabelledTextPreparation read(SavedFile file, LabelledTextForm form) {
    return new LabelledTextPreparation(
        file.dtype(),
        form,
        new Vocabulary(
            form.vocabulary().tokenizer(), form.vocabulary().lowercase(), file.names(VOCABULARY)),
        file.names("classes"),
        file.classRows(),
        file.settings());
  }

  /**
   * Reads the texts of a file or another table.
   *
   * @param classNames of a model; empty for any
   */
  public static LabelledTexts texts(
      RowSource rows, LabelledTextForm form, List<String> classNames) {
    return rows instanceof TableRows table
        ? LabelledTexts.table(TableTexts.open(table, classNames))
        : LabelledTexts.jsonLines(((TextRows) rows).file(), form.field(), form.target());
  }

  @Override
  public DataKind kind() {
    return DataKind.LABELLED_TEXT;
  }

  @Override
  public LabelledTextPreparation labelledText() {
    return this;
  }

  @Override
  public Task task() {
    return Task.CLASSES;
  }

  @Override
  public List<String> targetNames() {
    return List.of(form.target());
  }

  @Override
  public String inputsInWords() {
    return "texts of at most "
        + form.maxLength()
        + (form.vocabulary().tokenizer() == TokenKind.WORDS ? " words out of " : " tokens out of ")
        + String.format(Locale.ROOT, "%,d", vocabulary.tokens().size());
  }

  @Override
  public long inputSize() {
    return (long) form.maxLength() * NUMBERS_OF_A_TOKEN;
  }

  @Override
  public Module model(ModelConfig config, Generator generator) {
    if (config.options() instanceof TransformerClassifierOptions form) {
      return new TransformerClassifier(
          form.withSizes(vocabulary.size(), outputs())
              .withMaxLength(this.form.maxLength())
              .withDtype(dtype),
          generator);
    }
    LSTMClassifierOptions usual =
        LSTMClassifierOptions.of(vocabulary.size(), outputs()).withDtype(dtype);
    return new LSTMClassifier(((LSTMConfig) config.options()).classifier(usual), generator);
  }

  @Override
  public ModelConfig trained(ModelConfig config, Module model) {
    return model instanceof LSTMClassifier lstm
        ? new ModelConfig(config.kind(), LSTMConfig.of(lstm.options()))
        : config;
  }

  @Override
  public DataForm form(DataConfig data) {
    return data.form();
  }

  @Override
  public Rows read(DataConfig data) {
    LabelledTexts texts = texts(data.rows(), form, classNames);
    return new Rows(rows(texts), texts.dropped());
  }

  /**
   * Returns texts as a model is given them.
   *
   * @throws DataException if one has no token, or is of a class that the model does not know
   */
  public Dataset rows(LabelledTexts texts) {
    List<long[]> sequences = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      try {
        sequences.add(tokens(texts.texts().get(i)));
      } catch (DataException e) {
        throw e.at(texts.place(i));
      }
    }
    return PaddedSequences.classes(sequences, texts.classes(classNames), Vocabulary.PADDING)
        .withWidths(WIDTHS);
  }

  /** Returns how many of some texts are longer than the model is given. */
  public int cut(LabelledTexts texts) {
    return (int)
        texts.texts().stream()
            .filter(text -> vocabulary.encode(text).length > form.maxLength())
            .count();
  }

  /**
   * Returns the tokens of a text, which ends at the longest length.
   *
   * @throws DataException if it has none
   */
  public long[] tokens(String text) {
    long[] tokens = vocabulary.encode(text);
    if (tokens.length == 0) {
      throw new DataException("a text without a token", "at least one", "leave it out");
    }
    return Arrays.copyOf(tokens, Math.min(tokens.length, form.maxLength()));
  }

  /** Returns what a model is given of texts: their tokens, and where they are padded. */
  public List<Tensor> inputs(List<long[]> tokens) {
    long[] rows = new long[tokens.size()];
    Arrays.setAll(rows, i -> i);
    return PaddedSequences.classes(tokens, new long[rows.length], Vocabulary.PADDING)
        .gather(rows)
        .inputList();
  }

  @Override
  public void save(Map<String, Tensor> tensors, Map<String, String> metadata) {
    metadata.put(VOCABULARY, ModelExport.json(vocabulary.tokens()));
  }

  @Override
  public String exportedInputs() {
    return "the ids of "
        + ModelExport.tokens(form.maxLength())
        + ", padded with "
        + Vocabulary.PADDING
        + ", and how many a text has";
  }

  /**
   * {@inheritDoc} Texts become ids by what is kept with the model: {@code vocabulary}, the tokens
   * from 2 on, and how a text is split into these.
   */
  @Override
  public OnnxExport.Options onnx(OnnxExport.Options options) {
    Map<String, String> metadata = new LinkedHashMap<>(options.metadata());
    metadata.put(VOCABULARY, ModelExport.json(vocabulary.tokens()));
    metadata.put("tokenizer", form.vocabulary().tokenizer().name().toLowerCase(Locale.ROOT));
    metadata.put("lowercase", String.valueOf(form.vocabulary().lowercase()));
    long[] lengths = {1, 1};
    Tensor ids =
        Tensor.of(new long[lengths.length * form.maxLength()], lengths.length, form.maxLength());
    OnnxExport.Options ofIds =
        options
            .withExamples(ids, Tensor.of(lengths))
            .withNames(List.of("ids", "lengths"), options.outputNames())
            .withMetadata(metadata);
    return ModelExport.ofTokens(ofIds, form.maxLength());
  }

  @Override
  public Module exported(Module model) {
    return new CountedTokens(model);
  }
}
