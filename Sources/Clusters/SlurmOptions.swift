/// What a user asks of Slurm for a job array.
public struct SlurmOptions: Hashable, Sendable {
  /// The partition; nil for the cluster's default.
  public var partition: String?
  /// The time limit of each task, as `sbatch --time` reads it; nil for the partition's default.
  public var time: String?
  /// Processors of each task.
  public var cpusPerTask: Int
  /// How many tasks may run at once; nil for all.
  public var arrayLimit: Int?
  /// Other options of `sbatch`, such as `--account=lab`.
  public var others: [String]

  /// Options of a job array.
  public init(
    partition: String? = nil, time: String? = nil, cpusPerTask: Int = 1, arrayLimit: Int? = nil, others: [String] = []
  ) {
    (self.partition, self.time, self.cpusPerTask) = (partition, time, cpusPerTask)
    (self.arrayLimit, self.others) = (arrayLimit, others)
  }

  /// Of each job, the collecting one too.
  var forAll: [String] {
    [partition.map { "--partition=\($0)" }, time.map { "--time=\($0)" }].compactMap(\.self) + others
  }
}
