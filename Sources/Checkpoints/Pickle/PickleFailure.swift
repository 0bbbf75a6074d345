/// Why a pickle was refused; `TorchFile` adds the file's name.
struct PickleFailure: Error, Equatable {
  let problem: String
  /// What to do about it; nil when whoever wrote the file has to write it again.
  let remedy: String?

  init(_ problem: String, remedy: String? = nil) {
    self.problem = problem
    self.remedy = remedy
  }

  /// The failure with the place of the instruction that caused it.
  func at(byte: Int) -> PickleFailure {
    PickleFailure("\(problem) (byte \(byte) of data.pkl)", remedy: remedy)
  }

  /// The error for a class or function that is on no list of ours.
  static func forbidden(_ module: String, _ name: String) -> PickleFailure {
    PickleFailure(
      "the pickle asks for \("\(module).\(name)".shortened), which no weight file needs",
      remedy: "trust it no further than its author; a file of torch.save(model.state_dict(), ...) is read")
  }
}
