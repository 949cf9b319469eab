package dev.jacobian.tensor;
final class TensorPrinter { static String print(Tensor t) { return t.variable().spec().toString(); } }
