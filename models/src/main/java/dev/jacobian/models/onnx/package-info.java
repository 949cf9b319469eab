/**
 * Export to ONNX, the format that other runtimes read. May use the framework and the models; the
 * only package of this module that sees protobuf. Start with {@link
 * dev.jacobian.models.onnx.OnnxExport}; {@link dev.jacobian.models.onnx.OperatorTable} has what
 * becomes of each op.
 */
@NullMarked
package dev.jacobian.models.onnx;

import org.jspecify.annotations.NullMarked;
