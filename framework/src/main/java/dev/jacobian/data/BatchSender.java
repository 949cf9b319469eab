package dev.jacobian.data;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Arrival;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Takes batches one after another and sends them to a device, where they arrive while it computes
 * with the ones before. One thread at a time may use it.
 */
final class BatchSender implements BatchReader {
  /**
   * Batches that are sent before they are asked for. With one only, the memory for the next would
   * be filled while nothing is computed: a copy waits for what its device had been asked for, which
   * is the step with the batch before.
   */
  static final int AHEAD = 2;

  private final BatchSource source;
  private final Device device;

  private final Map<DType, ScratchArrays> scratch = new EnumMap<>(DType.class);

  BatchSender(BatchSource source, Device device) {
    this.source = source;
    this.device = device;
  }

  @Override
  public String name() {
    return "sender";
  }

  @Override
  public Fetched read(long number) {
    try (MemoryScope scope = MemoryScope.open()) {
      List<Object> arrays = new ArrayList<>();
      List<Operand> outputs = new ArrayList<>();
      Batch batch = source.take(number).map(part -> prepared(part, arrays, outputs));
      Arrival arrival = device.backend().send(arrays.toArray(), outputs.toArray(Operand[]::new));
      for (int i = 0; i < arrays.size(); i++) {
        arraysOf(outputs.get(i).dtype()).give(arrays.get(i));
      }
      return Fetched.of(batch, scope, arrival);
    }
  }

  /** Returns where a part arrives, and adds what is to be sent there. */
  private Tensor prepared(Tensor part, List<Object> arrays, List<Operand> outputs) {
    if (part.device().kind() != Device.Kind.CPU) {
      return part.to(device);
    }
    TensorSpec spec = part.variable().spec();
    Variable output = new Variable(device.backend().memory().allocate(spec), spec.shape());
    Object array = arraysOf(spec.dtype()).take(part.size());
    part.variable().operand().download(array, 0);
    arrays.add(array);
    outputs.add(output.operand());
    return Tensor.ofValue(output);
  }

  private ScratchArrays arraysOf(DType dtype) {
    return scratch.computeIfAbsent(dtype, ScratchArrays::new);
  }
}
