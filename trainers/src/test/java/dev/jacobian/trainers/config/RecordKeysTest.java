package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.jdbc.JdbcSource;
import dev.jacobian.models.MLP;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.HuberLossOptions;
import dev.jacobian.nn.loss.SmoothL1LossOptions;
import dev.jacobian.optim.ASGD;
import dev.jacobian.optim.Adadelta;
import dev.jacobian.optim.Adafactor;
import dev.jacobian.optim.Adagrad;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.Adamax;
import dev.jacobian.optim.Lion;
import dev.jacobian.optim.NAdam;
import dev.jacobian.optim.RAdam;
import dev.jacobian.optim.RMSprop;
import dev.jacobian.optim.Rprop;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.Setting;
import dev.jacobian.trainers.config.keys.Settings;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.YamlNode;
import dev.jacobian.trainers.config.keys.YamlReader;
import dev.jacobian.trainers.config.kind.OptimizerKind;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecordKeysTest {
  /** How a rod is heated. */
  private enum Method {
    EXPLICIT,
    IMPLICIT
  }

  /**
   * A rod.
   *
   * @param cells pieces that it is cut into
   * @param method how a step is made
   * @param length in metres, of which {@code 1} is usual
   * @param note what is written beside it
   * @param ends nothing that a configuration may say
   */
  private record Rod(
      @Option(min = 2, required = true) int cells,
      @Option Method method,
      @Option(above = 0, max = 10, mayChange = true) double length,
      @Option Optional<String> note,
      int ends) {
    private Rod {
      OptionRanges.require(Rod.class, cells, method, length, note, ends);
      if (method == Method.EXPLICIT && cells > 100) {
        throw new OptionException(
            "Rod: " + cells + " cells with the method explicit", "at most 100", "use implicit");
      }
    }
  }

  private static final RecordKeys<Rod> RODS =
      RecordKeys.of(new Rod(2, Method.EXPLICIT, 1, Optional.empty(), 2));

  private static Rod read(String text, Settings settings) {
    YamlNode node = YamlReader.read("rod.yaml", text);
    return RODS.section().require(RODS.section().read(node, settings), node);
  }

  private static String error(String text) {
    return assertThrows(ConfigException.class, () -> read(text, new Settings())).getMessage();
  }

  /** A component is all that a key needs: it is read, checked, written, compared and explained. */
  @Test
  void aComponentIsAKeyWithoutAWordElsewhere() {
    Settings settings = new Settings();
    Rod rod = read("cells: 5\nmethod: implicit\nnote: spare\n", settings);
    assertEquals(new Rod(5, Method.IMPLICIT, 1, Optional.of("spare"), 2), rod);
    Map<String, Setting> expected = new LinkedHashMap<>();
    expected.put("cells", new Setting("5", Setting.NONE, false));
    expected.put("method", new Setting("implicit", "explicit", false));
    expected.put("length", new Setting("1", "1", true));
    expected.put("note", new Setting("spare", Setting.NONE, false));
    assertEquals(expected, settings.all());
    assertEquals(
        Map.of("cells", 5, "method", "implicit", "length", 1.0, "note", "spare"), RODS.values(rod));
    assertEquals(
        """
        ## Rod

        | key | value | default | meaning |
        |---|---|---|---|
        | `cells` | a whole number of at least 2 | required | pieces that it is cut into |
        | `method` | one of explicit, implicit | `explicit` | how a step is made |
        | `length` | a number above 0 and at most 10 | `1.0` | in metres, of which `1` is usual |
        | `note` | text |  | what is written beside it |

        """,
        KeyReference.table("Rod", RODS.keys()));
    assertEquals(
        "rod.yaml:1:8: cells: the value is 1; expected a whole number of at least 2",
        error("cells: 1"));
    assertEquals(
        "rod.yaml:2:9: length: the value is 0; expected a number above 0 and at most 10",
        error("cells: 3\nlength: 0"));
    assertEquals(
        "rod.yaml:1:1: the key 'cells' is missing; expected cells: a whole number of at least 2",
        error("length: 3"));
    assertEquals(
        "rod.yaml:2:1: ends: unknown key; expected one of cells, method, length, note",
        error("cells: 3\nends: 1"));
    assertEquals(
        "rod.yaml:2:9: method: the value is 'implict'; expected one of explicit, implicit; fix: did"
            + " you mean implicit?",
        error("cells: 3\nmethod: implict"));
  }

  @Test
  void whatTheConstructorRefusesStandsAtItsKey() {
    assertEquals(
        "rod.yaml:2:1: cells: 101 cells with the method explicit; expected at most 100; fix: use"
            + " implicit",
        error("length: 2\ncells: 101"));
    assertEquals(
        "Rod: cells 1; expected a whole number, 2 or more",
        message(() -> new Rod(1, Method.IMPLICIT, 1, Optional.empty(), 2)));
    assertEquals(
        "Rod: length 11.0; expected a number in (0, 10]",
        message(() -> new Rod(2, Method.IMPLICIT, 11, Optional.empty(), 2)));
  }

  private static String message(Runnable wrong) {
    return assertThrows(OptionException.class, wrong::run).getMessage();
  }

  /** What a configuration leaves to code; anything else of these records is one of its keys. */
  @Test
  void optionsOfCodeAreKeysUnlessTheyAreNamedHere() {
    Map<Class<?>, Set<String>> inCode = new LinkedHashMap<>();
    inCode.put(SGD.Options.class, Set.of("maximize"));
    inCode.put(Adam.Options.class, Set.of("decoupledWeightDecay", "maximize"));
    for (Class<?> options :
        List.of(
            NAdam.Options.class,
            RAdam.Options.class,
            RMSprop.Options.class,
            Adagrad.Options.class,
            Lion.Options.class,
            Adafactor.Options.class,
            Adadelta.Options.class,
            Adamax.Options.class,
            ASGD.Options.class,
            Rprop.Options.class)) {
      inCode.put(options, Set.of("maximize"));
    }
    inCode.put(TrainerOptions.class, Set.of("gradientNorm"));
    inCode.put(
        DataLoader.Options.class, Set.of("shuffleWindow", "dropLast", "timeout", "bucketBatches"));
    inCode.put(MLP.Options.class, Set.of("inputs", "outputs", "dtype"));
    inCode.put(HuberLossOptions.class, Set.of("reduction"));
    inCode.put(SmoothL1LossOptions.class, Set.of("reduction"));
    inCode.put(CrossEntropyLossOptions.class, Set.of("classWeights", "ignoreIndex", "reduction"));
    inCode.put(JdbcSource.Options.class, Set.of("user", "password"));
    inCode.put(TrainingConfig.class, Set.of("trainer", "batches"));
    List<String> known = new ArrayList<>();
    names("", RunConfig.keys(), known);
    inCode.forEach(
        (record, others) -> {
          Set<String> left = new TreeSet<>();
          for (RecordComponent component : record.getRecordComponents()) {
            if (!component.isAnnotationPresent(Option.class)) {
              left.add(component.getName());
            } else {
              assertTrue(
                  known.stream().anyMatch(key -> key.endsWith("." + component.getName())),
                  record + ": " + component.getName());
            }
          }
          assertEquals(new TreeSet<>(others), left, record.toString());
        });
    assertEquals(known.size(), known.stream().distinct().count());
    assertTrue(known.size() >= 90, known.size() + " keys");
  }

  /** A key is written once, as a component: only what a section's type is stands by hand. */
  @Test
  void everyKeyButATypeIsAComponent() {
    assertEquals(Set.of("type"), byHand(RunConfig.keys()));
  }

  private static Set<String> byHand(List<Key<?>> keys) {
    Set<String> names = new TreeSet<>();
    for (Key<?> key : keys) {
      if (key.component() == null) {
        names.add(key.name());
      }
      if (key.type() instanceof SectionType<?> section) {
        names.addAll(byHand(section.keys()));
      }
    }
    return names;
  }

  private static void names(String prefix, List<Key<?>> keys, List<String> names) {
    for (Key<?> key : keys) {
      names.add(prefix + "." + key.name());
      if (key.type() instanceof SectionType<?> section) {
        names(prefix + "." + key.name(), section.keys(), names);
      }
    }
  }

  /** The defaults of a kind of run are in the file's settings, though no file says them. */
  @Test
  void everyTypeOfASectionHasItsOwnDefaults() {
    for (OptimizerKind kind : OptimizerKind.values()) {
      String name = ValueType.spelling(kind);
      YamlNode node = YamlReader.read("o.yaml", "{type: " + name + ", learningRate: 0.5}");
      Settings settings = new Settings();
      OptimizerConfig config =
          OptimizerConfig.SECTION.require(OptimizerConfig.SECTION.read(node, settings), node);
      List<String> options =
          Arrays.stream(config.options().getClass().getRecordComponents())
              .filter(component -> component.isAnnotationPresent(Option.class))
              .map(RecordComponent::getName)
              .toList();
      List<String> expected = new ArrayList<>(List.of("type"));
      expected.addAll(options);
      assertEquals(expected, List.copyOf(settings.all().keySet()));
    }
  }
}
