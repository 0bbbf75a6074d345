import Addition
import Checkpoints
import ReferenceModels
import Testing
import Traces
import Transformer

extension TracesTests {
  /// A trace holds what TransformerLens's own cache of the model does.
  @Suite(
    .enabled(
      if: Python.has("transformer_lens", "safetensors", "h5py"),
      "\(Python.interpreter) lacks transformer_lens, safetensors or h5py"))
  struct TransformerLensCacheTests {
    @Test(arguments: [TracePrecision.float64, .float32]) func theTraceIsTheirCache(precision: TracePrecision) throws {
      let example = try Example()
      let model = ShippedModel.gptAcc777
      var recording = TraceRecording()
      recording.precision = precision
      try RecordingTests.record(model.checkpoint(), .carry(count: 22, seed: 5), as: recording, to: example.path)
      let allowed = try model.tolerancesOfThisBuild()
      let errors = precision == .float64 ? (1e-10, 1e-10) : (allowed.activations, allowed.logits)
      try Python.run(
        script: "compare_trace.py", "\(ShippedModel.folder)/\(model.name)/\(Checkpoint.fileName)", example.path,
        "\(errors.0)", "\(errors.1)")
    }
  }
}
