package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Subset;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.device.Device;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs of docs/porting.md learn, and print what the PyTorch scripts beside them print from
 * the same weights. goldens_porting.py makes those.
 */
class PortingPageTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/porting");
  private static final Path DATA = Path.of("data");
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```(python|java part)\\n(.*?)\\n```$");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final List<String> SCRIPTS = List.of("cnn", "lstm", "gpt", "gnn", "maml");

  private static final List<String> TEXTS = List.of("lstm", "gpt");

  @TempDir private static Path classes;
  private static final Map<String, String> PROGRAMS = new HashMap<>();
  private static List<MatchResult> blocks;
  private static URLClassLoader loader;

  @BeforeAll
  static void compileThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/porting.md")).replace("\r\n", "\n");
    blocks = BLOCK.matcher(page).results().toList();
    loader = Snippet.loader(classes);
    for (String script : SCRIPTS) {
      PROGRAMS.put(script, Snippet.compile(0, source(script, "java part"), classes));
    }
  }

  @AfterAll
  static void close() throws IOException {
    loader.close();
  }

  /** Returns a script or its port, whose blocks stand one below the other. */
  private static String source(String script, String language) {
    List<String> sources = new ArrayList<>();
    for (MatchResult block : blocks) {
      String code = block.group(2);
      if (!block.group(1).equals(language)) {
        continue;
      }
      if (code.startsWith("import ")) {
        sources.add(code + "\n");
      } else {
        sources.set(sources.size() - 1, sources.get(sources.size() - 1) + "\n" + code + "\n");
      }
    }
    assertEquals(SCRIPTS.size(), sources.size(), language);
    return sources.get(SCRIPTS.indexOf(script));
  }

  private static Class<?> program(String script) throws Exception {
    return loader.loadClass(PROGRAMS.get(script));
  }

  private static String dataOf(String script) {
    return DATA.resolve(TEXTS.contains(script) ? "mill.txt" : "digits.csv").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cnn", "lstm", "gpt", "gnn", "maml"})
  void thePageShowsTheScriptsThatPythonRan(String script) throws IOException {
    String ran = Files.readString(Path.of("src/test/python/porting_" + script + ".py"));
    assertEquals(linesOf(ran), linesOf(source(script, "python")));
  }

  private static List<String> linesOf(String text) {
    return text.lines().filter(line -> !line.isBlank()).toList();
  }

  /** A port has the functions and classes that the script has, and no helpers beside them. */
  @ParameterizedTest
  @ValueSource(strings = {"cnn", "lstm", "gpt", "gnn", "maml"})
  void noHelperWasMade(String script) throws Exception {
    Set<String> ported = new TreeSet<>();
    for (Class<?> nested : program(script).getDeclaredClasses()) {
      ported.add(nested.getSimpleName());
    }
    for (Method method : program(script).getDeclaredMethods()) {
      if (!method.isSynthetic()) {
        ported.add(method.getName());
      }
    }
    assertTrue(ported.size() >= 5, ported.toString());
    String python = source(script, "python");
    for (String name : ported) {
      String snake = name.replaceAll("(?<=[a-z])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      Pattern definition = Pattern.compile("(?m)^(class " + name + "|def " + snake + ")\\b");
      assertTrue(definition.matcher(python).find(), name + " is not in the script");
    }
  }

  @ParameterizedTest
  @CsvSource({"cnn, 0.5", "lstm, 0.8", "gpt, 0.65", "gnn, 0.1", "maml, 0.5"})
  void thePortLearns(String script, double part, @TempDir Path folder) throws Exception {
    Path weights = folder.resolve("weights.safetensors");
    String[] arguments = {dataOf(script), weights.toString()};
    Class<?> program = program(script);
    String printed =
        printedBy(() -> program.getMethod("main", String[].class).invoke(null, (Object) arguments));
    double[] losses = losses(printed);
    assertTrue(losses[losses.length - 1] < part * losses[0], printed);
    assertTrue(SafeTensors.load(weights).tensors().size() >= 8);
  }

  @Test
  void theConvolutionalNetworkFollowsPyTorch() throws Exception {
    Class<?> program = program("cnn");
    Module model = start("cnn", nested(program, "Net", 0.0));
    Dataset digits = (Dataset) call(program, "digits", Path.of(dataOf("cnn")));
    Adam optimizer = new Adam(model.parameters(), 5e-3);
    Subset rows = new Subset(digits, LongStream.range(0, 640).toArray());
    try (DataLoader batches = DataLoader.of(rows, DataLoader.Options.of(64))) {
      follows(
          "cnn",
          () -> {
            for (int epoch = 1; epoch <= 2; epoch++) {
              call(program, "train", model, Device.cpu(), batches, optimizer, epoch);
              call(program, "test", model, Device.cpu(), batches);
            }
          });
    }
  }

  @Test
  void theLanguageModelOfWordsFollowsPyTorch() throws Exception {
    Class<?> program = program("lstm");
    Object corpus = nested(program, "Corpus", Path.of(dataOf("lstm")));
    Tensor source = (Tensor) call(program, "batchify", field(corpus, "ids"), 8);
    int words = ((List<?>) field(corpus, "words")).size();
    Module model = start("lstm", nested(program, "RNNModel", words, 16, 16, 2, 0.0));
    CrossEntropyLoss criterion = new CrossEntropyLoss();
    Adam optimizer = new Adam(model.parameters(), 0.02);
    follows(
        "lstm",
        () -> {
          for (int epoch = 0; epoch < 5; epoch++) {
            call(program, "train", model, criterion, optimizer, source, 10);
          }
          System.out.println("loss " + call(program, "evaluate", model, criterion, source, 10));
        });
  }

  @Test
  void theSmallGptFollowsPyTorch() throws Exception {
    Class<?> program = program("gpt");
    String text = Files.readString(Path.of(dataOf("gpt")));
    List<Integer> chars = text.chars().distinct().sorted().boxed().toList();
    Tensor ids = Tensor.of(text.chars().limit(33).mapToLong(chars::indexOf).toArray());
    Object config = nested(program, "GPTConfig", 32, chars.size(), 2, 2, 16, 0.0);
    Module model = start("gpt", nested(program, "GPT", config));
    follows(
        "gpt",
        () -> {
          Object optimizer = call(program, "configureOptimizer", model, 4e-3, 0.1);
          call(program, "train", model, optimizer, ids, 31);
          Method generate = model.getClass().getDeclaredMethod("generate", Tensor.class, int.class);
          generate.setAccessible(true);
          Tensor prompt = ids.slice(0, 0, 4).unsqueeze(0);
          Tensor written = (Tensor) generate.invoke(model, prompt, 40);
          System.out.println(
              LongStream.of(written.toLongArray())
                  .mapToObj(Long::toString)
                  .collect(Collectors.joining(" ", "tokens ", "")));
        });
  }

  /** Returns the pixels of the first digits, and what they show. */
  private static Batch digits(int rows) {
    CsvDataset.Options columns = CsvDataset.Options.defaults().withClassTarget("digit");
    Batch all =
        CsvDataset.read(Path.of(dataOf("cnn")), columns)
            .gather(LongStream.range(0, rows).toArray());
    return new Batch(all.inputs().div(16), all.targets());
  }

  @Test
  void theGraphNetworkFollowsPyTorch() throws Exception {
    Class<?> program = program("gnn");
    Batch digits = digits(200);
    Tensor x = digits.inputs();
    Tensor edges = (Tensor) call(program, "neighbours", x, 6);
    Tensor known = Tensor.arange(200).lt(50);
    Module model = start("gnn", nested(program, "GAT", 64, 4, 10, 0.0));
    Adam optimizer = new Adam(model.parameters(), Adam.Options.of(0.01).withWeightDecay(5e-4));
    follows(
        "gnn",
        () -> {
          call(program, "train", model, optimizer, x, digits.targets(), edges, known);
          call(program, "test", model, x, digits.targets(), edges, known);
        });
  }

  @Test
  void metaLearningFollowsPyTorch() throws Exception {
    Class<?> program = program("maml");
    Batch digits = digits(1797);
    Module model = start("maml", nested(program, "Net", 16));
    Adam optimizer = new Adam(model.parameters(), 3e-3);
    follows(
        "maml",
        () -> {
          call(program, "train", model, optimizer, digits.inputs(), digits.targets(), 21);
          call(program, "test", model, digits.inputs(), digits.targets());
        });
  }

  /** Gives a model the weights that PyTorch began with. */
  private static Module start(String script, Object model) {
    Module module = (Module) model;
    Map<String, Tensor> weights =
        SafeTensors.load(GOLDENS.resolve(script + ".safetensors")).tensors();
    module.loadStateDict(weights);
    return module;
  }

  private static void follows(String script, Training training) throws Exception {
    String expected = Files.readString(GOLDENS.resolve(script + ".txt"));
    String printed = printedBy(training);
    double[] numbers = numbers(printed);
    double[] golden = numbers(expected);
    assertEquals(golden.length, numbers.length, printed);
    for (int i = 0; i < golden.length; i++) {
      assertEquals(golden[i], numbers[i], 1e-3, printed + "\nPyTorch:\n" + expected);
    }
  }

  /** What prints its losses. */
  private interface Training {
    void run() throws Exception;
  }

  private static String printedBy(Training training) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      training.run();
    } finally {
      System.setOut(console);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static double[] numbers(String printed) {
    return NUMBER
        .matcher(printed)
        .results()
        .mapToDouble(m -> Double.parseDouble(m.group()))
        .toArray();
  }

  private static double[] losses(String printed) {
    Matcher loss = Pattern.compile("(?m)^(?!test).*loss (\\S+)$").matcher(printed);
    DoubleStream losses = loss.results().mapToDouble(m -> Double.parseDouble(m.group(1)));
    return losses.toArray();
  }

  private static Object nested(Class<?> program, String name, Object... arguments)
      throws Exception {
    for (Class<?> each : program.getDeclaredClasses()) {
      if (each.getSimpleName().equals(name)) {
        Constructor<?> constructor = each.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
      }
    }
    throw new AssertionError(program + " has no " + name);
  }

  private static Object call(Class<?> program, String name, Object... arguments) throws Exception {
    for (Method method : program.getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        method.setAccessible(true);
        return method.invoke(null, arguments);
      }
    }
    throw new AssertionError(program + " has no " + name);
  }

  private static Object field(Object object, String name) throws Exception {
    var field = object.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(object);
  }
}
