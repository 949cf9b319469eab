package dev.jacobian.trainers;

import dev.jacobian.data.DataLoader;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.RandomState;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.nn.Module;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.StatefulCallback;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run depends on and changes, as a {@link Checkpoint}: model, optimizer,
 * generators, what callbacks remember, the position, the scores so far. A run that goes on from one
 * gives the same bits as a run that never stopped.
 */
final class TrainingState {
  private static final String MODEL = "model.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String GENERATOR = "generator.";
  private static final String CALLBACK = "callback.";
  private static final String COUNTS = "loop.counts";
  private static final String LOSS_SUM = "loop.loss_sum";
  private static final String HISTORY = "history";
  private static final String VALIDATION = "validation";
  private static final String ORDER = "order";

  private final Module model;
  private final Optimizer optimizer;
  private final String order;
  private final Map<String, Generator> generators = new LinkedHashMap<>();
  private final Map<String, StatefulCallback> callbacks = new LinkedHashMap<>();

  /**
   * What a run goes on from.
   *
   * @param position where
   * @param history the scores of the epochs that are over
   * @param validation the scores of the last validation in the epoch that is under way, if any
   */
  record Saved(LoopPosition position, List<EpochScores> history, Map<String, Double> validation) {}

  TrainingState(Module model, Optimizer optimizer, List<Callback> all, DataLoader train) {
    this.model = model;
    this.optimizer = optimizer;
    this.order = orderOf(train);
    generators.put("thread", Generator.threadDefault());
    model
        .namedGenerators()
        .forEach((name, generator) -> generators.put("model." + name, generator));
    for (Callback callback : all) {
      if (callback instanceof StatefulCallback stateful) {
        String name = stateful.stateName();
        for (int number = 2; callbacks.containsKey(name); number++) {
          name = stateful.stateName() + number;
        }
        callbacks.put(name, stateful);
      }
    }
  }

  /** Returns the states that the generators are in. */
  IdentityHashMap<Generator, RandomState> generatorStates() {
    IdentityHashMap<Generator, RandomState> states = new IdentityHashMap<>();
    generators.values().forEach(generator -> states.put(generator, generator.state()));
    return states;
  }

  /** Returns what decides which rows a position stands for. */
  private static String orderOf(DataLoader train) {
    DataLoader.Options options = train.options();
    return train.dataset().size()
        + " rows, batches of "
        + options.batchSize()
        + (options.shuffle() ? shuffleOf(options) : ", in order")
        + (options.dropLast() ? ", the last one dropped" : "");
  }

  private static String shuffleOf(DataLoader.Options options) {
    String window = options.shuffleWindow() == 0 ? "" : " in windows of " + options.shuffleWindow();
    return ", shuffled" + window + " by seed " + options.seed();
  }

  /** Returns the state; its tensors may be those of model and optimizer themselves. */
  Checkpoint save(Saved run) {
    LoopPosition position = run.position();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.stateDict().forEach((name, tensor) -> tensors.put(MODEL + name, tensor));
    optimizer.stateDict().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    generators.forEach((name, generator) -> tensors.put(GENERATOR + name, tensor(generator)));
    callbacks.forEach(
        (name, callback) ->
            callback
                .stateDict()
                .forEach((key, tensor) -> tensors.put(CALLBACK + name + "." + key, tensor)));
    long[] counts = {position.epoch(), position.batch(), position.step(), position.rows()};
    tensors.put(COUNTS, Tensor.of(counts));
    tensors.put(LOSS_SUM, Tensor.of(new double[] {position.lossSum()}));
    EpochScores validation = new EpochScores(position.epoch(), run.validation());
    return new Checkpoint(
        tensors,
        Map.of(
            HISTORY, History.text(run.history()),
            VALIDATION, History.text(List.of(validation)),
            ORDER, order));
  }

  private static Tensor tensor(Generator generator) {
    RandomState state = generator.state();
    return Tensor.of(new long[] {state.seed(), state.stream(), state.position()});
  }

  /**
   * Goes on from a state.
   *
   * @throws StateException if it is of another model, optimizer, set of callbacks or order of rows
   */
  Saved load(Checkpoint saved) {
    requireOrder(saved);
    Map<String, Tensor> tensors = saved.tensors();
    List<String> missing = new ArrayList<>();
    generators.keySet().forEach(name -> require(tensors, GENERATOR + name, missing));
    require(tensors, COUNTS, missing);
    require(tensors, LOSS_SUM, missing);
    for (String name : callbacks.keySet()) {
      if (part(tensors, CALLBACK + name + ".").isEmpty()) {
        missing.add(CALLBACK + name);
      }
    }
    if (!missing.isEmpty()) {
      throw new StateException(
          "the training state has no " + String.join(", ", missing),
          "a state that was saved by a trainer with the same model and callbacks",
          "resume with the model, optimizer and callbacks that the run was saved with");
    }
    model.loadStateDict(part(tensors, MODEL));
    optimizer.loadStateDict(part(tensors, OPTIMIZER));
    generators.forEach(
        (name, generator) -> {
          long[] state = longs(tensors, GENERATOR + name);
          generator.setState(new RandomState(state[0], state[1], state[2]));
        });
    callbacks.forEach(
        (name, callback) -> callback.loadStateDict(part(tensors, CALLBACK + name + ".")));
    long[] counts = longs(tensors, COUNTS);
    double lossSum = found(tensors, LOSS_SUM).toDoubleArray()[0];
    return new Saved(
        new LoopPosition((int) counts[0], counts[1], counts[2], counts[3], lossSum),
        History.parse(saved.texts().getOrDefault(HISTORY, "")),
        History.parse(saved.texts().getOrDefault(VALIDATION, "")).stream()
            .findFirst()
            .map(EpochScores::scores)
            .orElse(Map.of()));
  }

  private void requireOrder(Checkpoint saved) {
    String savedOrder = saved.texts().get(ORDER);
    if (!order.equals(savedOrder)) {
      throw new StateException(
          "the training state is of " + savedOrder + ", the loader gives " + order,
          "the same rows in the same order, since the position in them is part of the state",
          "resume with the data set, batch size and seed that the run was saved with");
    }
  }

  private static void require(Map<String, Tensor> tensors, String name, List<String> missing) {
    if (!tensors.containsKey(name)) {
      missing.add(name);
    }
  }

  private static Map<String, Tensor> part(Map<String, Tensor> tensors, String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), tensor);
          }
        });
    return part;
  }

  private static long[] longs(Map<String, Tensor> tensors, String name) {
    try (MemoryScope scope = MemoryScope.open()) {
      return found(tensors, name).toLongArray();
    }
  }

  private static Tensor found(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name + " was not required");
    }
    return tensor;
  }
}
