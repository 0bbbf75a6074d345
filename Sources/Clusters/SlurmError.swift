/// Why Slurm did not do what it was asked.
public enum SlurmError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A program of Slurm's is not there.
  case missing(program: String)
  /// A program of Slurm's says no.
  ///
  /// - Parameters:
  ///   - program: which.
  ///   - message: what it said, on one line.
  case refused(program: String, message: String)
  /// Slurm took a job, and nobody knows by what number.
  case unclear(output: String)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .missing: "\(problem); run this where Slurm's programs are"
    case .refused: problem
    case .unclear: "\(problem); look for the job with squeue"
    }
  }

  /// What is wrong, without what to do about it.
  public var problem: String {
    switch self {
    case .missing(let program): "there is no '\(program)' on this machine"
    case .refused(let program, let message): "\(program) refuses: \(message)"
    case .unclear(let output): "sbatch took the job and printed no number but '\(output)'"
    }
  }
}
