package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointFile;
import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A thread that was interrupted reads and writes files as others do, and stays interrupted. */
class InterruptedThreadTest {
  private static final Tensor VALUES = Tensor.of(new float[] {1, -2.5f, 3, 4}, 2, 2);

  @TempDir Path folder;

  private record Work(String name, Callable<Object> work) {}

  private Stream<Work> works() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,y\n");
    for (int i = 0; i < 200_000; i++) {
      rows.append(i).append(',').append(2 * i).append(',').append(i % 7).append('\n');
    }
    Path csv = folder.resolve("rows.csv");
    Files.writeString(csv, rows);
    CsvDataset.Options options = CsvDataset.Options.defaults().withTargets("y");
    Path cache = folder.resolve("rows.cache");
    Path npy = folder.resolve("values.npy");
    Path npz = folder.resolve("values.npz");
    Path idx = folder.resolve("values.idx");
    Path safe = folder.resolve("values.safetensors");
    Path checkpoint = folder.resolve("checkpoint.safetensors");
    Path text = folder.resolve("text");
    Map<String, Tensor> named = Map.of("values", VALUES);
    return Stream.of(
        new Work("CSV", () -> CsvDataset.read(csv, options).size()),
        new Work("make a row cache", () -> MappedDataset.of(csv, options, cache).size()),
        new Work("use a row cache", () -> MappedDataset.of(csv, options, cache).size()),
        new Work(
            "open a row cache", () -> MappedDataset.open(cache).gather(new long[] {7}).targets()),
        new Work("fingerprint", () -> SourceFingerprint.of(csv)),
        new Work("write npy", () -> done(() -> NumpyFile.saveNpy(npy, VALUES))),
        new Work("read npy", () -> NumpyFile.loadNpy(npy)),
        new Work("write npz", () -> done(() -> NumpyFile.saveNpz(npz, named))),
        new Work("read npz", () -> NumpyFile.loadNpz(npz)),
        new Work("write IDX", () -> done(() -> IdxFile.save(idx, VALUES))),
        new Work("read IDX", () -> IdxFile.load(idx)),
        new Work("write safetensors", () -> done(() -> SafeTensors.save(safe, named))),
        new Work("read safetensors", () -> SafeTensors.load(safe).tensors()),
        new Work("describe safetensors", () -> SafeTensors.describe(safe)),
        new Work(
            "write a checkpoint",
            () -> done(() -> CheckpointFile.write(checkpoint, new Checkpoint(named, Map.of())))),
        new Work("read a checkpoint", () -> CheckpointFile.read(checkpoint).tensors()),
        new Work(
            "replace a file",
            () -> {
              AtomicFile.replace(text, "text".getBytes(StandardCharsets.UTF_8));
              return Files.readString(text);
            }));
  }

  private static String done(Runnable work) {
    work.run();
    return "done";
  }

  @TestFactory
  Stream<DynamicTest> worksAsInAnyThread() throws IOException {
    return works()
        .map(
            work ->
                DynamicTest.dynamicTest(
                    work.name(),
                    () -> {
                      Object interrupted;
                      Thread.currentThread().interrupt();
                      try {
                        interrupted = work.work().call();
                        assertTrue(Thread.currentThread().isInterrupted(), "the flag was lost");
                      } finally {
                        Thread.interrupted();
                      }
                      assertEquals(String.valueOf(work.work().call()), String.valueOf(interrupted));
                    }));
  }
}
