package dev.jacobian.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model as ONNX Runtime runs it; loading it checks its structure. */
final class OnnxSession implements AutoCloseable {
  private static final double TOLERANCE = 1e-5;
  private static final double ROUNDING = 1e-6;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxSession(byte[] model) throws OrtException {
    session = environment.createSession(model);
  }

  /** Compares to 1e-5 of the value, and to 1e-6 of the largest for those near 0. */
  static void assertClose(Tensor expected, Tensor actual, String what) {
    assertEquals(expected.shape(), actual.shape(), what);
    assertEquals(expected.dtype(), actual.dtype(), what);
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    double largest = Arrays.stream(wanted).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    for (int i = 0; i < wanted.length; i++) {
      if (Double.compare(wanted[i], got[i]) == 0) {
        continue;
      }
      double allowed = TOLERANCE * Math.abs(wanted[i]) + ROUNDING * largest;
      assertEquals(wanted[i], got[i], allowed, what + ", element " + i);
    }
  }

  /** Returns the outputs of inputs, in the order of the model, by name. */
  Map<String, Tensor> run(Tensor... inputs) throws OrtException {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    try {
      for (String name : session.getInputNames()) {
        given.put(name, tensor(inputs[given.size()]));
      }
      try (OrtSession.Result result = session.run(given)) {
        for (Map.Entry<String, OnnxValue> entry : result) {
          outputs.put(entry.getKey(), tensor((OnnxTensor) entry.getValue()));
        }
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }

  private OnnxTensor tensor(Tensor input) throws OrtException {
    long[] dims = input.shape().dims();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) input.variable().spec().byteSize())
            .order(ByteOrder.nativeOrder());
    if (input.dtype() == DType.FLOAT64) {
      DoubleBuffer doubles = bytes.asDoubleBuffer().put(input.toDoubleArray()).rewind();
      return OnnxTensor.createTensor(environment, doubles, dims);
    }
    if (input.dtype() == DType.INT64) {
      LongBuffer longs = bytes.asLongBuffer().put(input.toLongArray()).rewind();
      return OnnxTensor.createTensor(environment, longs, dims);
    }
    if (input.dtype() == DType.INT32) {
      IntBuffer ints = bytes.asIntBuffer().put(input.toIntArray()).rewind();
      return OnnxTensor.createTensor(environment, ints, dims);
    }
    if (input.dtype() == DType.BOOL) {
      for (boolean each : input.toBooleanArray()) {
        bytes.put((byte) (each ? 1 : 0));
      }
      return OnnxTensor.createTensor(environment, bytes.rewind(), dims, OnnxJavaType.BOOL);
    }
    FloatBuffer floats = bytes.asFloatBuffer().put(input.toFloatArray()).rewind();
    return OnnxTensor.createTensor(environment, floats, dims);
  }

  private static Tensor tensor(OnnxTensor output) {
    TensorInfo info = output.getInfo();
    return switch (info.type) {
      case FLOAT -> {
        float[] values = new float[output.getFloatBuffer().remaining()];
        output.getFloatBuffer().get(values);
        yield Tensor.of(values, info.getShape());
      }
      case DOUBLE -> {
        double[] values = new double[output.getDoubleBuffer().remaining()];
        output.getDoubleBuffer().get(values);
        yield Tensor.of(values, info.getShape());
      }
      case INT64 -> {
        long[] values = new long[output.getLongBuffer().remaining()];
        output.getLongBuffer().get(values);
        yield Tensor.of(values, info.getShape());
      }
      case INT32 -> {
        int[] values = new int[output.getIntBuffer().remaining()];
        output.getIntBuffer().get(values);
        yield Tensor.of(values, info.getShape());
      }
      case BOOL -> {
        ByteBuffer bytes = output.getByteBuffer();
        boolean[] values = new boolean[bytes.remaining()];
        for (int i = 0; i < values.length; i++) {
          values[i] = bytes.get() != 0;
        }
        yield Tensor.of(values, info.getShape());
      }
      default -> throw new IllegalStateException(info.toString());
    };
  }

  /** Returns the inputs' names, types and shapes; -1 stands for any number of rows. */
  Map<String, String> inputs() throws OrtException {
    return describe(session.getInputInfo());
  }

  /** Returns the outputs' names, types and shapes. */
  Map<String, String> outputs() throws OrtException {
    return describe(session.getOutputInfo());
  }

  private static Map<String, String> describe(Map<String, NodeInfo> values) {
    Map<String, String> described = new LinkedHashMap<>();
    values.forEach(
        (name, node) -> {
          TensorInfo info = (TensorInfo) node.getInfo();
          described.put(name, info.type + Arrays.toString(info.getShape()));
        });
    return described;
  }

  /** Returns the producer and the free text. */
  ai.onnxruntime.OnnxModelMetadata metadata() throws OrtException {
    return session.getMetadata();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
