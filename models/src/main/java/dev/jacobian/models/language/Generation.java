package dev.jacobian.models.language;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Continues texts by a model, token by token. */
final class Generation {
  private final LanguageModel model;
  private final GenerationOptions options;
  private final TokenListener listener;

  Generation(LanguageModel model, GenerationOptions options, TokenListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
  }

  List<long[]> of(List<long[]> prompts, Generator generator) {
    prompts.forEach(this::require);
    RandomState random = generator.take((long) prompts.size() * options.maxNewTokens());
    long[][] texts = new long[prompts.size()][];
    IntStream.range(0, texts.length)
        .boxed()
        .collect(
            Collectors.groupingBy(
                i -> prompts.get(i).length, LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(rows -> new Group(rows, prompts, random).continueAll(texts));
    return List.of(texts);
  }

  private void require(long[] prompt) {
    if (prompt.length == 0) {
      throw new DataException(
          "generate: a prompt is empty",
          "at least one token",
          "begin with the token that ends a text, if the model has one");
    }
    int positions = model.maxLength();
    // The last token need not be seen.
    long seen = (long) prompt.length + options.maxNewTokens() - 1;
    if (seen > positions) {
      throw new ShapeException(
          "generate: a prompt of "
              + prompt.length
              + " tokens and "
              + options.maxNewTokens()
              + " new ones are longer than the table of positions",
          "at most " + (positions + 1) + " together",
          "cut the prompt, or ask for fewer");
    }
  }

  /** Prompts of one length. */
  private final class Group {
    private final List<Integer> rows;
    private final RandomState random;
    private final long[][] tokens;
    private final int prompt;
    private int length;

    Group(List<Integer> rows, List<long[]> prompts, RandomState random) {
      this.rows = rows;
      this.random = random;
      prompt = prompts.get(rows.get(0)).length;
      length = prompt;
      tokens =
          rows.stream()
              .map(row -> Arrays.copyOf(prompts.get(row), prompt + options.maxNewTokens()))
              .toArray(long[][]::new);
    }

    void continueAll(long[][] texts) {
      int most = prompt + options.maxNewTokens();
      int[] ends = new int[tokens.length];
      Arrays.fill(ends, most);
      try (Autograd.Guard mode = Autograd.noGrad();
          MemoryScope scope = MemoryScope.open()) {
        TokenReader reader = model.reader(tokens.length, most - 1, options.useCache());
        for (int left = tokens.length; left > 0 && length < most; length++) {
          float[] logits = logits(reader);
          for (int i = 0; i < tokens.length; i++) {
            if (length < ends[i]) {
              tokens[i][length] = choose(logits, i);
              listener.token(rows.get(i), tokens[i][length]);
              if (isStop(tokens[i][length])) {
                ends[i] = length + 1;
                left--;
              }
            }
          }
        }
      }
      for (int i = 0; i < tokens.length; i++) {
        texts[rows.get(i)] = Arrays.copyOf(tokens[i], ends[i]);
      }
    }

    private boolean isStop(long token) {
      return options.stopToken().isPresent() && options.stopToken().getAsLong() == token;
    }

    private float[] logits(TokenReader reader) {
      int from = reader.seen();
      long[] ids =
          Arrays.stream(tokens).flatMapToLong(row -> Arrays.stream(row, from, length)).toArray();
      try (MemoryScope step = MemoryScope.open()) {
        Tensor input = Tensor.of(ids, tokens.length, length - from).to(model.device());
        return reader.next(input).to(DType.FLOAT32).toFloatArray();
      }
    }

    private long choose(float[] logits, int row) {
      int count = model.vocabSize();
      TokenChoice choice = TokenChoice.of(logits, row * count, count, options);
      long offset = (long) rows.get(row) * options.maxNewTokens() + length - prompt;
      return choice.at(random.uniformDouble(offset));
    }
  }
}
