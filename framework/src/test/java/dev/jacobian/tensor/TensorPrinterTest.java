package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TensorPrinterTest {

  @TestFactory
  List<DynamicTest> printsAsPyTorchDoes() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                TensorPrinterTest.class.getResourceAsStream("/goldens/printing.txt"),
                StandardCharsets.UTF_8))) {
      for (String head = reader.readLine(); head != null; head = reader.readLine()) {
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); !line.equals("end"); line = reader.readLine()) {
          lines.add(line);
        }
        String name = head.length() > 60 ? head.substring(0, 60) + "..." : head;
        Tensor tensor = parse(head);
        tests.add(
            DynamicTest.dynamicTest(
                name, () -> assertEquals(String.join("\n", lines), tensor.toString())));
      }
    }
    assertEquals(150, tests.size());
    return tests;
  }

  private static Tensor parse(String head) {
    String[] words = head.split(" ");
    DType dtype = DType.parse(words[1]);
    long[] dims =
        words[2].equals("-")
            ? new long[0]
            : Arrays.stream(words[2].split(",")).mapToLong(Long::parseLong).toArray();
    int size = (int) Shape.of(dims).size();
    List<String> values = Arrays.asList(words).subList(4, words.length);
    if (!values.isEmpty() && values.get(0).equals("linear")) {
      double slope = Double.parseDouble(values.get(1));
      double start = Double.parseDouble(values.get(2));
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        double value = slope * i + start;
        elements.add(dtype.isFloating() ? Double.toString(value) : Long.toString((long) value));
      }
      values = elements;
    }
    return tensor(dtype, dims, values).setRequiresGrad(words[3].equals("grad"));
  }

  private static Tensor tensor(DType dtype, long[] dims, List<String> values) {
    return switch (dtype) {
      case FLOAT32 -> {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) number(values.get(i));
        }
        yield Tensor.of(floats, dims);
      }
      case FLOAT64 ->
          Tensor.of(values.stream().mapToDouble(TensorPrinterTest::number).toArray(), dims);
      case INT32 -> Tensor.of(values.stream().mapToInt(Integer::parseInt).toArray(), dims);
      case INT64 -> Tensor.of(values.stream().mapToLong(Long::parseLong).toArray(), dims);
      case BOOL -> {
        boolean[] truths = new boolean[values.size()];
        for (int i = 0; i < truths.length; i++) {
          truths[i] = values.get(i).equals("1");
        }
        yield Tensor.of(truths, dims);
      }
    };
  }

  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  @Test
  void namesTheOpOfARecordedResult() {
    Tensor x = Tensor.of(new float[] {1, 2}).setRequiresGrad(true);
    assertEquals("tensor([2., 4.], grad_fn=<mul>)", x.mul(2).toString());
  }

  @Test
  void namesADeviceOtherThanTheCpu() {
    Device second = Device.cuda(7);
    ReferenceBackend.install(second);
    assertEquals(
        "tensor([1.5000], device='cuda:7')", Tensor.of(new float[] {1.5f}).to(second).toString());
  }

  @Test
  void movesOnlyWhatIsShownOffTheDevice() {
    Device second = Device.cuda(7);
    TransferCounter counter = ReferenceBackend.install(second).transfers();
    Tensor large = Tensor.full(Shape.of(50, 50), 1, DType.FLOAT32, second);
    TransferCounter.Snapshot before = counter.snapshot();
    assertTrue(large.toString().contains("..."));
    assertEquals(6 * 6 * 4, counter.snapshot().since(before).downloadedBytes());
  }

  @Test
  void printsAReleasedTensorInsteadOfFailing() {
    Tensor x;
    try (MemoryScope scope = MemoryScope.open()) {
      x = Tensor.zeros(2, 3);
    }
    assertEquals("tensor(released float32[2, 3])", x.toString());
  }

  @Test
  void printsNaNInAnomalyMode() {
    Tensor x = Tensor.full(Shape.of(2000), Double.NaN);
    try (Autograd.Guard mode = Autograd.detectAnomaly()) {
      assertEquals("tensor([nan, nan, nan,  ..., nan, nan, nan])", x.toString());
    }
  }

  @Test
  void leavesNothingBehind() {
    Tensor x = Tensor.zeros(50, 50);
    try (MemoryScope scope = MemoryScope.open()) {
      long before = x.storage().backend().memory().usage().liveTensors();
      assertTrue(x.toString().contains("..."));
      assertTrue(x.storage().backend().memory().usage().liveTensors() <= before);
    }
  }
}
