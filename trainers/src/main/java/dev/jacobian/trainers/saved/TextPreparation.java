package dev.jacobian.trainers.saved;

import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.data.text.ByteTokenizer;
import dev.jacobian.data.text.CharacterTokenizer;
import dev.jacobian.data.text.Texts;
import dev.jacobian.data.text.TokenBlocks;
import dev.jacobian.data.text.TokenKind;
import dev.jacobian.data.text.Tokenizer;
import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.models.language.LSTMLanguageModel;
import dev.jacobian.models.onnx.OnnxExport;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.GPT2Config;
import dev.jacobian.trainers.config.LSTMConfig;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.DataForm;
import dev.jacobian.trainers.config.data.TextForm;
import dev.jacobian.trainers.config.data.TextRows;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How text becomes the blocks of tokens that a language model is given, and its outputs tokens.
 *
 * @param dtype the type of the model
 * @param form how files become tokens and blocks
 * @param classNames the tokens in the order of their numbers: characters, or bytes such as 0x41
 * @param classRows how often each token is in the training text, if the loss is balanced by that;
 *     else empty
 * @param settings what the configuration said about all this, by its paths of keys
 */
public record TextPreparation(
    DType dtype,
    TextForm form,
    List<String> classNames,
    List<Long> classRows,
    Map<String, String> settings)
    implements Preparation {
  private static final String TARGET = "next";

  /** Copies lists and map. */
  public TextPreparation {
    classNames = List.copyOf(classNames);
    classRows = List.copyOf(classRows);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static TextPreparation read(SavedFile file, TextForm form) {
    return new TextPreparation(
        file.dtype(), form, file.names("classes"), file.classRows(), file.settings());
  }

  /** Returns the names of the tokens of a text. */
  public static List<String> tokens(TextForm form, String text) {
    if (form.tokenizer() == TokenKind.BYTES) {
      return IntStream.range(0, new ByteTokenizer().size()).mapToObj(TokenKind::byteName).toList();
    }
    return CharacterTokenizer.of(List.of(text))
        .characters()
        .codePoints()
        .mapToObj(Character::toString)
        .toList();
  }

  /** Returns the text of a file, in which the texts of JSON lines are lines. */
  public static String text(TextRows rows, TextForm form) {
    return rows.isJsonLines()
        ? String.join("\n", Texts.jsonLines(rows.file(), form.field())) + "\n"
        : Texts.whole(rows.file());
  }

  /** Returns what makes tokens of text, and text of tokens. */
  public Tokenizer tokenizer() {
    return form.tokenizer() == TokenKind.BYTES
        ? new ByteTokenizer()
        : new CharacterTokenizer(String.join("", classNames));
  }

  @Override
  public DataKind kind() {
    return DataKind.TEXT;
  }

  @Override
  public TextPreparation text() {
    return this;
  }

  @Override
  public Task task() {
    return Task.CLASSES;
  }

  @Override
  public List<String> targetNames() {
    return List.of(TARGET);
  }

  @Override
  public String inputsInWords() {
    return "blocks of "
        + form.blockLength()
        + (form.tokenizer() == TokenKind.BYTES ? " bytes" : " characters");
  }

  @Override
  public long inputSize() {
    // What a model gives for a block, which is more than it is given.
    return (long) form.blockLength() * classNames.size();
  }

  @Override
  public Module model(ModelConfig config, Generator generator) {
    if (config.options() instanceof LSTMConfig form) {
      return new LSTMLanguageModel(form.text(outputs(), dtype), generator);
    }
    GPT2 model =
        config
            .weights()
            .map(GPT2::open)
            .orElseGet(
                () ->
                    new GPT2(
                        ((GPT2Config) config.options())
                            .options(outputs(), form.blockLength(), dtype),
                        generator));
    requireFits(model.options());
    model.train();
    return model;
  }

  private void requireFits(GPT2Options options) {
    if (options.nPositions() < form.blockLength()) {
      throw new OptionException(
          "blocks of "
              + form.blockLength()
              + " tokens for a model of "
              + options.nPositions()
              + " positions",
          "blocks of at most as many",
          "set data.blockLength, or model.nPositions");
    }
    if (options.vocabSize() < outputs()) {
      throw new OptionException(
          "a text of " + outputs() + " tokens for a model of " + options.vocabSize(),
          "a model of at least as many",
          "leave out model.vocabSize, or choose another tokenizer");
    }
    if (options.dtype() != dtype) {
      throw new OptionException(
          "weights of " + options.dtype() + " for a run of " + dtype,
          "one type",
          "set dtype: " + options.dtype());
    }
  }

  @Override
  public ModelConfig trained(ModelConfig config, Module model) {
    if (model instanceof LSTMLanguageModel lstm) {
      return new ModelConfig(config.kind(), LSTMConfig.of(lstm.options()));
    }
    return model instanceof GPT2 gpt2
        ? new ModelConfig(config.kind(), GPT2Config.of(gpt2.options()))
        : config;
  }

  @Override
  public Loss loss(Loss ofRows) {
    return new TokenLoss(ofRows);
  }

  @Override
  public DataForm form(DataConfig data) {
    return form;
  }

  @Override
  public Rows read(DataConfig data) {
    return new Rows(blocks(text((TextRows) data.rows(), form)), DroppedRows.none());
  }

  /** Returns the blocks of a text. */
  public TokenBlocks blocks(String text) {
    return TokenBlocks.of(text, tokenizer(), form.blockLength());
  }

  /**
   * Returns logits and tokens with a row for each token. A model may know more tokens than a text
   * can have, which are left out.
   */
  @Override
  public Tensor inDataUnits(Tensor values) {
    return values.dtype().isFloating()
        ? values.flatten(0, 1).slice(1, 0, classNames.size())
        : values.flatten(0);
  }

  @Override
  public void save(Map<String, Tensor> tensors, Map<String, String> metadata) {
    // The form of the files and the tokens, which all kinds save, are all.
  }

  @Override
  public boolean hasClassOfRow() {
    return false;
  }

  @Override
  public String exportedInputs() {
    return "the ids of " + ModelExport.tokens(form.blockLength());
  }

  /** {@inheritDoc} Tokens are in the order of their ids in {@code classes}. */
  @Override
  public OnnxExport.Options onnx(OnnxExport.Options options) {
    Map<String, String> metadata = new LinkedHashMap<>(options.metadata());
    metadata.put("tokenizer", form.tokenizer().name().toLowerCase(Locale.ROOT));
    OnnxExport.Options ofIds =
        options
            .withExamples(Tensor.of(new long[2 * form.blockLength()], 2, form.blockLength()))
            .withNames(List.of("ids"), options.outputNames())
            .withMetadata(metadata);
    return ModelExport.ofTokens(ofIds, form.blockLength());
  }
}
