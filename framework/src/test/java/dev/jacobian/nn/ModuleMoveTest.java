package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModuleMoveTest {
  private static final Device SECOND = Device.cuda(7);

  @BeforeAll
  static void installASecondDevice() {
    ReferenceBackend.install(SECOND);
  }

  /** A layer with a buffer. */
  private static final class Scaled extends Module {
    private final Linear linear = register("linear", new Linear(3, 2, new Generator(1)));
    private final Tensor scale = registerBuffer("scale", Tensor.of(new float[] {2, 3}));

    @Override
    public Tensor forward(Tensor input) {
      return linear.forward(input).mul(scale);
    }
  }

  @Test
  void parametersGradientsAndBuffersMoveAndKeepTheirHandles() {
    Scaled module = new Scaled();
    Tensor input = Tensor.rand(new Generator(2), 4, 3);
    Tensor weight = module.linear.weight().tensor();
    module.forward(input).sum().backward();
    Tensor gradient = weight.grad();
    float[] values = weight.toFloatArray();
    float[] gradients = gradient.toFloatArray();
    float[] output = module.forward(input).toFloatArray();

    assertSame(module, module.to(SECOND));

    assertEquals(SECOND, module.device());
    assertSame(weight, module.linear.weight().tensor());
    assertEquals(SECOND, weight.device());
    assertEquals(SECOND, weight.grad().device());
    assertEquals(SECOND, module.scale.device());
    assertTrue(weight.isLeaf() && weight.requiresGrad());
    assertArrayEquals(values, weight.toFloatArray());
    assertArrayEquals(gradients, weight.grad().toFloatArray());
    assertArrayEquals(output, module.forward(input.to(SECOND)).toFloatArray(), 1e-6f);

    module.cpu();
    assertEquals(Device.cpu(), weight.device());
    assertArrayEquals(output, module.forward(input).toFloatArray());
  }

  @Test
  void aModuleThatMovedInsideAScopeOutlivesIt() {
    Scaled module = new Scaled();
    try (MemoryScope scope = MemoryScope.open()) {
      module.to(SECOND);
    }
    assertEquals(8, module.forward(Tensor.ones(4, 3).to(SECOND)).size());
  }

  @Test
  void gradientsGoOnAddingUpAfterTheMove() {
    Scaled module = new Scaled();
    Tensor input = Tensor.rand(new Generator(2), 4, 3);
    module.forward(input).sum().backward();
    float[] once = module.linear.bias().grad().toFloatArray();
    module.to(SECOND);
    module.forward(input.to(SECOND)).sum().backward();
    float[] twice = module.linear.bias().grad().toFloatArray();
    assertEquals(2 * once[0], twice[0], 1e-5);
    assertEquals(2 * once[1], twice[1], 1e-5);
  }

  @Test
  void dropoutMakesTheSameChoicesOnEveryDevice() {
    float[] onCpu = new Dropout(0.5, new Generator(3)).forward(Tensor.ones(50)).toFloatArray();
    float[] onSecond =
        new Dropout(0.5, new Generator(3)).forward(Tensor.ones(50).to(SECOND)).toFloatArray();
    assertArrayEquals(onCpu, onSecond);
  }

  @Test
  void anInputOnAnotherDeviceIsAnErrorThatNamesLayerAndDevices() {
    Scaled module = new Scaled();
    module.to(SECOND);
    String message =
        assertThrows(DeviceException.class, () -> module.forward(Tensor.ones(4, 3))).getMessage();
    assertTrue(
        message.startsWith(
            "linear (Linear(3, 2)): matmul: operands are on two devices, cpu and cuda:7"),
        message);
  }

  @Test
  void stateFromAnotherDeviceIsLoadedWhereTheModuleLies() {
    Scaled source = new Scaled();
    Scaled target = new Scaled();
    Init.ones(source.linear.weight().tensor());
    source.to(SECOND);
    target.loadStateDict(source.stateDict());
    assertEquals(Device.cpu(), target.device());
    assertArrayEquals(
        new float[] {1, 1, 1, 1, 1, 1}, target.linear.weight().tensor().toFloatArray());
  }

  @Test
  void aDeviceThatIsMissingLeavesTheModuleWhereItIs() {
    Scaled module = new Scaled();
    assertThrows(DeviceException.class, () -> module.cuda(9));
    assertEquals(Device.cpu(), module.device());
  }
}
