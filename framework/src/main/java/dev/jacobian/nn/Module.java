package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.RemovableHandle;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A function of tensors with parameters: a layer, or a network of layers. PyTorch equivalent:
 * {@code torch.nn.Module}.
 *
 * <pre>{@code
 * final class Net extends Module {
 *   private final Linear fc1 = register("fc1", new Linear(10, 32));
 *   private final Linear fc2 = register("fc2", new Linear(32, 1));
 *
 *   public Tensor forward(Tensor input) {
 *     return fc2.forward(fc1.forward(input).relu());
 *   }
 * }
 * }</pre>
 *
 * <p>A module overrides {@code forward} for as many tensors as it takes, under names of its own, or
 * {@code forwardAll}: see {@link Forward}.
 *
 * <p>Children, parameters and buffers are found by the names they were registered under; one that
 * is registered at two places is shared, and counted once. A module is meant for one thread at a
 * time.
 */
@SuppressWarnings(
    "JavaLangClash") // The field's own name; java.lang.Module never appears beside layers.
public abstract non-sealed class Module implements Forward {
  private final String description;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private Map<String, Module> children = new LinkedHashMap<>();
  private final Map<String, Generator> generators = new LinkedHashMap<>();
  private @Nullable ModuleHooks hooks;
  @Unwatched private @Nullable Module parent;
  @Unwatched private String name = "";
  // Whoever asks for it says so to a capture.
  @Unwatched private boolean training = true;

  /** Makes a module that is described by the name of its class. */
  protected Module() {
    this.description = getClass().getSimpleName().isEmpty() ? "Module" : getClass().getSimpleName();
  }

  /**
   * Makes a module.
   *
   * @param description what errors and summaries call it, such as {@code Linear(10, 1)}
   */
  protected Module(String description) {
    this.description = description;
  }

  /**
   * Adds a child.
   *
   * @param name without dots, free in this module
   * @return {@code child}
   * @throws dev.jacobian.shape.OptionException if the name is taken or not a name, or the child
   *     contains this module
   */
  protected final <M extends Module> M register(String name, M child) {
    ModuleTree.requireNewName(this, name);
    ModuleTree.requireNoCycle(this, name, child);
    children.put(name, child);
    adopt(name, child);
    return child;
  }

  /** Adds a new parameter with the values of {@code value}: see {@link Parameter#of}. */
  protected final Parameter registerParameter(String name, Tensor value) {
    return registerParameter(name, Parameter.of(value));
  }

  /**
   * Adds a parameter, which may belong to other modules too.
   *
   * @return {@code parameter}
   */
  protected final Parameter registerParameter(String name, Parameter parameter) {
    ModuleTree.requireNewName(this, name);
    parameters.put(name, parameter);
    parameter.attach(this, name);
    return parameter;
  }

  /**
   * Adds a tensor that is saved and moved with the module but has no gradient, such as a running
   * mean. Change it only in place.
   *
   * @return the buffer, which shares the storage of {@code value}
   */
  protected final Tensor registerBuffer(String name, Tensor value) {
    ModuleTree.requireNewName(this, name);
    value.storage().moveTo(null);
    Tensor buffer = value.detach();
    buffers.put(name, buffer);
    return buffer;
  }

  /**
   * Adds a generator that forward draws from, so that a saved training state has its position.
   *
   * @return {@code generator}
   */
  protected final Generator registerGenerator(String name, Generator generator) {
    ModuleTree.requireNewName(this, name);
    generators.put(name, generator);
    return generator;
  }

  /**
   * Names this module in errors and anomaly mode until the guard is closed. Built-in layers open it
   * in forward.
   */
  protected final Autograd.Guard enter() {
    return Autograd.inLayer(this);
  }

  /**
   * Has a hook called before each {@link #callAll} of this module, in the order in which they were
   * added.
   *
   * @return takes the hook away when it is closed
   */
  public final RemovableHandle addForwardPreHook(ForwardPreHook hook) {
    return hooks().forwardPre().add(hook);
  }

  /**
   * Has a hook called after each {@link #callAll} of this module, in the order in which they were
   * added.
   *
   * @return takes the hook away when it is closed
   */
  public final RemovableHandle addForwardHook(ForwardHook hook) {
    return hooks().forward().add(hook);
  }

  /**
   * Has a hook called by backward when the gradients of what {@link #callAll} gave are whole, in
   * the order in which hooks were added. It counts for calls from now on. Inputs and outputs of a
   * module with backward hooks cannot be changed in place. PyTorch equivalent: {@code
   * register_full_backward_pre_hook}.
   *
   * @return takes the hook away when it is closed
   */
  public final RemovableHandle addFullBackwardPreHook(FullBackwardPreHook hook) {
    return hooks().backwardPre().add(hook);
  }

  /**
   * Has a hook called by backward when the gradients of what {@link #callAll} was given are whole,
   * or those of what it gave if no input requires a gradient; see {@link #addFullBackwardPreHook}.
   * PyTorch equivalent: {@code register_full_backward_hook}.
   *
   * @return takes the hook away when it is closed
   */
  public final RemovableHandle addFullBackwardHook(FullBackwardHook hook) {
    return hooks().backward().add(hook);
  }

  /**
   * Computes as {@link #forwardAll} does, and has the hooks look at what goes in and comes out.
   * {@link Sequential} calls its modules so, and the trainer and compiled steps their model; a
   * module of your own may call its children so too. PyTorch equivalent: {@code Module.__call__}.
   */
  public final List<Tensor> callAll(Tensor... inputs) {
    return hooks == null ? forwardAll(inputs) : hooks.call(this, List.of(inputs));
  }

  private synchronized ModuleHooks hooks() {
    if (hooks == null) {
      hooks = new ModuleHooks();
    }
    return hooks;
  }

  /**
   * Returns the only output of {@link #callAll}.
   *
   * @throws dev.jacobian.shape.OptionException if there are several
   */
  public final Tensor call(Tensor... inputs) {
    return Forwards.only(this, callAll(inputs));
  }

  /** Returns {@code exception} with the name of this module in front of its message. */
  protected final <E extends JacobianException> E named(E exception) {
    exception.inLayer(toString());
    return exception;
  }

  /** Returns an axis counted from 0; an input without it is an error that names this module. */
  final int requireAxis(Shape input, int axis) {
    try {
      return input.axis(axis);
    } catch (ShapeException e) {
      throw named(e);
    }
  }

  /**
   * Returns every parameter once: this module's, then its children's, in the order of registration.
   */
  public final List<Parameter> parameters() {
    return List.copyOf(namedParameters().values());
  }

  /** Returns every parameter once under its name, such as {@code fc1.weight}. */
  public final Map<String, Parameter> namedParameters() {
    return ModuleTree.unique(this, module -> module.parameters);
  }

  /** Returns every buffer once under its name. */
  public final Map<String, Tensor> namedBuffers() {
    return ModuleTree.unique(this, module -> module.buffers);
  }

  /** Returns every generator once under its name, such as {@code dropout.generator}. */
  public final Map<String, Generator> namedGenerators() {
    return ModuleTree.unique(this, module -> module.generators);
  }

  /** Returns this module under the empty name, and everything below it once under its path. */
  public final Map<String, Module> namedModules() {
    return ModuleTree.modules(this);
  }

  /**
   * Calls this module once with other tensors in the place of parameters, such as those after a
   * step of gradient descent that is to be differentiated itself. Parameters that are not named
   * have their own values. The module itself does not change, but no other thread may use it
   * meanwhile.
   *
   * <pre>{@code
   * Map<String, Tensor> fast = new LinkedHashMap<>();
   * model.namedParameters().forEach((name, parameter) -> fast.put(name, parameter.tensor()));
   * Tensor loss = lossFn.forward(model.functionalCall(fast, x), y);
   * Map<String, Tensor> slopes = Gradients.of(loss, fast, true);
   * fast.replaceAll((name, value) -> value.sub(slopes.get(name).mul(0.01)));
   * Tensor metaLoss = lossFn.forward(model.functionalCall(fast, x2), y2);
   * }</pre>
   *
   * PyTorch equivalent: {@code torch.func.functional_call}.
   *
   * @param parameters by names of {@link #namedParameters}
   * @param inputs of the module
   * @throws dev.jacobian.shape.OptionException if there is no parameter of a name
   */
  public final Tensor functionalCall(Map<String, Tensor> parameters, Tensor... inputs) {
    return ModuleTree.withStandIns(this, parameters, () -> call(inputs));
  }

  /**
   * Returns this module or one below it by its path, such as {@code encoder.0}; this one by the
   * empty path. PyTorch equivalent: {@code Module.get_submodule}.
   *
   * @throws dev.jacobian.shape.OptionException if there is none
   */
  public final Module getSubmodule(String path) {
    return ModuleTree.submodule(this, path);
  }

  /**
   * Puts another module in the place of one below this one, such as a new last layer on a trained
   * network:
   *
   * <pre>{@code
   * ResNet model = new ResNet(ResNetOptions.of(ResNetDepth.RESNET18));
   * model.loadStateDict(SafeTensors.load(file).tensors());
   * model.setRequiresGrad(false);
   * model.setSubmodule("fc", new Linear(512, 3));
   * }</pre>
   *
   * It is put wherever the outermost module and those below it hold the one before: under its
   * names, in fields, also final ones, in arrays, records and the JDK's usual collections. It keeps
   * its mode and device. A model that computes with a parameter of the layer before, without
   * calling the layer, goes on to. Make optimizers afterwards; compiled steps notice. PyTorch
   * equivalent: {@code Module.set_submodule}, and assigning to an attribute.
   *
   * @param path as in {@link #getSubmodule}, not empty
   * @throws dev.jacobian.shape.OptionException if there is no such module, a field cannot hold the
   *     other one, a lambda holds the one before, or the other one contains the module that it is
   *     put into; nothing has changed then
   */
  public final void setSubmodule(String path, Module module) {
    Module before = getSubmodule(path);
    if (before == this) {
      throw named(
          new OptionException(
              "setSubmodule: an empty path", "the path of a module below this one"));
    }
    if (before != module) {
      ModuleReplacement.of(ModuleTree.outermost(this), before, module);
    }
  }

  /**
   * Returns a module like another with parameters, buffers and layers of its own, such as a target
   * network, a teacher, or the start of each fold. Everything that the module holds is there a
   * second time: values, on their devices, modes, what is frozen, shared weights, which are shared
   * in the copy too, and parametrizations. Gradients are not copied. Hooks of modules are the same
   * objects, those of tensors are left out. Generators, such as those of dropout, start at seeds
   * that are drawn from the thread's default one, so that the copy does not drop what the original
   * does. No constructor is called: fields, also final ones, arrays, records, the JDK's usual
   * collections and objects of classes of yours are copied as they are, and what never changes is
   * shared; so is the object around an inner class, unless it is a module that is copied.
   *
   * <pre>{@code
   * Net target = Module.deepCopy(net);
   * target.setRequiresGrad(false);
   * }</pre>
   *
   * PyTorch equivalent: {@code copy.deepcopy(module)}.
   *
   * @throws OptionException if the module holds the result of a recorded op, compiled code, a
   *     lambda that has captured some of it, or an object of the JDK that is not known
   */
  public static <M extends Module> M deepCopy(M module) {
    return ModuleCopy.of(module);
  }

  /**
   * Hands every module below this one to a function, children before those that hold them, and this
   * one last, such as to initialise layers of some kind:
   *
   * <pre>{@code
   * model.apply(module -> {
   *   if (module instanceof Linear linear) {
   *     Init.xavierUniform(linear.weight().tensor());
   *   }
   * });
   * }</pre>
   *
   * PyTorch equivalent: {@code Module.apply}.
   *
   * @return this module
   */
  public final Module apply(Consumer<Module> function) {
    new LinkedHashSet<>(children.values()).forEach(child -> child.apply(function));
    function.accept(this);
    return this;
  }

  /** Returns the direct children by their names, in the order of registration. */
  public final Map<String, Module> namedChildren() {
    return ownChildren();
  }

  /** Returns the direct children in the order of registration. */
  public final List<Module> children() {
    return List.copyOf(children.values());
  }

  /** Puts this module and everything below it into training mode, in which dropout works. */
  public final Module train() {
    return train(true);
  }

  /** Puts this module and everything below it into evaluation mode. */
  public final Module eval() {
    return train(false);
  }

  /**
   * Puts this module and everything below it into training mode or evaluation mode. PyTorch
   * equivalent: {@code Module.train(mode)}.
   */
  public final Module train(boolean mode) {
    namedModules().values().forEach(module -> module.training = mode);
    return this;
  }

  /** Returns whether this module is in training mode, in which it starts. */
  public final boolean isTraining() {
    return Recording.assume(() -> training);
  }

  /**
   * Moves parameters, their gradients and buffers to a device. Their handles stay valid, so an
   * optimizer that holds them goes on.
   *
   * @return this module
   * @throws dev.jacobian.shape.DeviceException if the device cannot be used; nothing has moved then
   */
  public final Module to(Device device) {
    ModuleState.move(this, device);
    return this;
  }

  /**
   * Moves this module to the device that a text names, {@code cpu}, {@code cuda} or {@code cuda:N}:
   * see {@link #to(Device)}.
   */
  public final Module to(String device) {
    return to(Device.parse(device));
  }

  /**
   * Converts parameters, their gradients and buffers of floating-point numbers to a dtype; those of
   * integers stay. Handles stay valid, so an optimizer that holds them goes on, and converts what
   * it keeps for them. PyTorch equivalent: {@code Module.to(dtype)}, {@code Module.double()} and
   * {@code Module.float()}.
   *
   * @return this module
   * @throws dev.jacobian.shape.DTypeException if the dtype is not one of floating-point numbers
   */
  public final Module to(DType dtype) {
    ModuleState.convert(this, dtype);
    return this;
  }

  /** Moves this module to the CPU: see {@link #to(Device)}. */
  public final Module cpu() {
    return to(Device.cpu());
  }

  /** Moves this module to the first GPU: see {@link #to(Device)}. */
  public final Module cuda() {
    return to(Device.cuda());
  }

  /** Moves this module to a GPU: see {@link #to(Device)}. */
  public final Module cuda(int index) {
    return to(Device.cuda(index));
  }

  /** Returns where the first parameter or buffer lies; the CPU if there is none. */
  public final Device device() {
    return ModuleState.all(this).values().stream()
        .findFirst()
        .map(Tensor::device)
        .orElse(Device.cpu());
  }

  /**
   * Returns parameters and buffers under PyTorch's names, such as {@code fc1.weight}; a shared one
   * under each of its names. The tensors share their storage with the module.
   */
  public final Map<String, Tensor> stateDict() {
    return ModuleState.all(this);
  }

  /**
   * Takes over the values of a state dict, wherever they lie. Names, shapes and dtypes must be
   * exactly this module's.
   *
   * @throws dev.jacobian.shape.StateException that lists everything that does not fit; nothing has
   *     changed then
   */
  public final void loadStateDict(Map<String, Tensor> state) {
    ModuleState.load(this, state, true);
  }

  /**
   * Takes over what a state dict has of this module, wherever it lies: a strict one as {@link
   * #loadStateDict(Map)} does; else names that only one of both has are left alone, and told.
   * Shapes and dtypes must be this module's in any case. PyTorch equivalent: {@code
   * load_state_dict(state, strict)}.
   *
   * @throws dev.jacobian.shape.StateException that lists everything that does not fit; nothing has
   *     changed then
   */
  public final IncompatibleKeys loadStateDict(Map<String, Tensor> state, boolean strict) {
    return ModuleState.load(this, state, strict);
  }

  /**
   * Returns a table of the layers with their numbers of parameters, and totals in numbers and
   * bytes.
   */
  public final String summary() {
    return ModuleSummary.of(this);
  }

  /** Sets all gradients to null. */
  public final void zeroGrad() {
    parameters().forEach(parameter -> parameter.tensor().setGrad(null));
  }

  /**
   * Starts or stops asking for gradients of all parameters; stopping freezes this module. PyTorch
   * equivalent: {@code Module.requires_grad_}.
   *
   * @return this module
   */
  public final Module setRequiresGrad(boolean required) {
    parameters().forEach(parameter -> parameter.tensor().setRequiresGrad(required));
    return this;
  }

  /** Returns what this module is called without its path, such as {@code Linear(10, 1)}. */
  public final String description() {
    return description;
  }

  /**
   * Returns path and description, such as {@code fc1 (Linear(10, 1))}; the description alone at the
   * root.
   */
  @Override
  public final String toString() {
    String path = path();
    return path.isEmpty() ? description : path + " (" + description + ")";
  }

  /** Returns the path from the outermost module. */
  private String path() {
    List<String> names = new ArrayList<>();
    Module module = this;
    for (Module above = parent; above != null; above = above.parent) {
      names.add(0, module.name);
      module = above;
    }
    return String.join(".", names);
  }

  /** Takes a parameter out of this module, which is computed from now on. */
  final void dropParameter(String parameter) {
    parameters.remove(parameter);
  }

  /** Takes a child out of this module. */
  final void dropChild(String child) {
    children.remove(child);
  }

  /** Tells children without a parent that this module is theirs. */
  final void adoptChildren() {
    children.forEach(this::adopt);
  }

  private void adopt(String key, Module child) {
    if (child.parent == null) {
      child.parent = this;
      child.name = key;
    }
  }

  /** Forgets the parent. */
  final void leave() {
    parent = null;
    name = "";
  }

  /** Puts another child in the place of one, in a map that captures see to be another. */
  final void replaceChild(Module before, Module after) {
    Map<String, Module> replaced = new LinkedHashMap<>(children);
    replaced.replaceAll((key, child) -> child == before ? after : child);
    children = replaced;
  }

  /** Returns the name that this module was first registered under; empty at the root. */
  final String name() {
    return name;
  }

  /** Returns the module that this one was first registered in, or null. */
  final @Nullable Module parent() {
    return parent;
  }

  /** Returns the path of something registered here under a name. */
  final String nameInside(String local) {
    return ModuleTree.join(path(), local);
  }

  final Map<String, Parameter> ownParameters() {
    return Collections.unmodifiableMap(parameters);
  }

  final Map<String, Tensor> ownBuffers() {
    return Collections.unmodifiableMap(buffers);
  }

  final Map<String, Module> ownChildren() {
    return Collections.unmodifiableMap(children);
  }
}
