package dev.jacobian.models.onnx;

import ai.onnxruntime.NodeInfo;
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
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model as ONNX Runtime runs it; loading it checks its structure. */
final class OnnxSession implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxSession(byte[] model) throws OrtException {
    session = environment.createSession(model);
  }

  /** Returns the outputs by name. */
  Map<String, Tensor> run(Tensor input) throws OrtException {
    String name = session.getInputNames().iterator().next();
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    try (OnnxTensor value = tensor(input);
        OrtSession.Result result = session.run(Map.of(name, value))) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        outputs.put(entry.getKey(), tensor((OnnxTensor) entry.getValue()));
      }
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
          described.put(name, info.type + java.util.Arrays.toString(info.getShape()));
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
