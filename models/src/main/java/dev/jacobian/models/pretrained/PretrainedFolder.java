package dev.jacobian.models.pretrained;

import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Json;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A folder with {@code config.json} and {@code model.safetensors}, as {@code save_pretrained} of
 * Hugging Face's libraries writes it. Weights in several files, the shards, are found by {@code
 * model.safetensors.index.json}. Written is always one file.
 */
public final class PretrainedFolder {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String SHARDS = "weight_map";

  private PretrainedFolder() {}

  /**
   * Returns what {@code config.json} says.
   *
   * @throws FileFormatException if there is no such file, or it is not a JSON object
   */
  public static JsonFile config(Path folder) {
    return JsonFile.read(folder.resolve(CONFIG));
  }

  /**
   * Returns all weights, on the CPU.
   *
   * @param folder with the weights; or a safetensors file itself
   * @throws FileFormatException if there are none, shards are missing or lack what the index says,
   *     or a file is not a valid safetensors file
   */
  public static Map<String, Tensor> weights(Path folder) {
    Path single = Files.isRegularFile(folder) ? folder : folder.resolve(WEIGHTS);
    if (Files.exists(single)) {
      return SafeTensors.load(single).tensors();
    }
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      throw new FileFormatException(
          "the folder '" + folder + "' has no weights", WEIGHTS + ", or " + INDEX + " and shards");
    }
    return shards(folder, JsonFile.read(index));
  }

  private static Map<String, Tensor> shards(Path folder, JsonFile index) {
    Map<String, String> places = index.texts(SHARDS);
    List<String> missing = new ArrayList<>();
    for (String shard : new TreeSet<>(places.values())) {
      // The index may come from anywhere, so it must not lead out of its folder.
      if (!Path.of(shard).equals(Path.of(shard).getFileName())) {
        throw index.wrong(SHARDS, "of '" + Brief.of(shard) + "'", "names of files in the folder");
      }
      if (!Files.exists(folder.resolve(shard))) {
        missing.add(shard);
      }
    }
    if (!missing.isEmpty()) {
      throw new FileFormatException(
          "the folder '" + folder + "' lacks the shards " + missing,
          "all " + new TreeSet<>(places.values()).size() + " files that " + INDEX + " names",
          "copy them there too");
    }
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (String shard : new TreeSet<>(places.values())) {
      Path file = folder.resolve(shard);
      weights.putAll(SafeTensors.load(file).tensors());
      List<String> absent =
          places.entrySet().stream()
              .filter(place -> place.getValue().equals(shard))
              .map(Map.Entry::getKey)
              .filter(name -> !weights.containsKey(name))
              .toList();
      if (!absent.isEmpty()) {
        throw new FileFormatException(
            "'" + file + "' has no tensors " + Brief.of(absent), "those that " + INDEX + " names");
      }
    }
    return weights;
  }

  /**
   * Writes configuration and weights, each file as a whole.
   *
   * @param folder is made if it does not exist
   * @param config texts, numbers, truth values, lists and nulls by key
   * @throws FileFormatException if the folder has weights in shards, beside which others would be
   *     read by some and not by others
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static void save(Path folder, Map<String, Object> config, Map<String, Tensor> weights) {
    if (Files.exists(folder.resolve(INDEX))) {
      throw new FileFormatException(
          "the folder '" + folder + "' has weights in shards", "a new folder, or one without");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileErrors.cannotMake(folder, e);
    }
    // Python's libraries refuse weights that do not say whose format they are in.
    SafeTensors.save(folder.resolve(WEIGHTS), weights, Map.of("format", "pt"));
    String json = Json.indented(config);
    AtomicFile.replace(folder.resolve(CONFIG), (json + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
