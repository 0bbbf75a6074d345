import Foundation
import Testing

/// Sweeps that are handed to programs that behave as Slurm's do; `scripts/test-slurm` has the real ones.
@Suite struct SlurmCommandTests {
  private static let spec = """
    {"name": "tiny", "runs": [{"recipe": "tiny.json", "seeds": "1-3", "vary": {"batch": [16, 32]}}]}
    """

  /// Puts programs where the shell looks first. `sbatch` takes down its arguments and keeps an array for `run-array`.
  private static func writePrograms(_ bench: borrowing Workbench) throws {
    try FileManager.default.createDirectory(atPath: bench.path + "/bin", withIntermediateDirectories: true)
    let programs = [
      "sbatch": """
      echo "$@" >> "$SLURM_TEST/sbatch.txt"
      case "$*" in *nowhere*) echo "sbatch: error: invalid partition specified: nowhere" >&2; exit 1;; esac
      number=$(wc -l < "$SLURM_TEST/sbatch.txt")
      case "$*" in *--array=*) printf '%s\\n' "$@" > "$SLURM_TEST/array.txt"; touch "$SLURM_TEST/queued";; esac
      echo "Welcome to the cluster"
      echo "$((number + 40));cluster"
      """,
      "squeue": """
      if [ -e "$SLURM_TEST/queued" ]; then printf 'PENDING\\nRUNNING\\nPENDING\\n'; exit 0; fi
      echo "slurm_load_jobs error: Invalid job id specified" >&2
      exit 1
      """,
      "scancel": """
      echo "$@" >> "$SLURM_TEST/scancel.txt"
      rm -f "$SLURM_TEST/queued"
      """,
      "run-array": """
      set -e
      script=$(tail -n 1 "$SLURM_TEST/array.txt")
      last=$(sed -n 's/^--array=0-\\([0-9]*\\).*/\\1/p' "$SLURM_TEST/array.txt")
      for task in $(seq 0 "$last"); do SLURM_ARRAY_TASK_ID=$task sh "$script"; done
      rm "$SLURM_TEST/queued"
      """,
    ]
    for (name, text) in programs {
      try bench.write("#!/bin/sh\n\(text)\n".utf8, to: "bin/\(name)")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bench.path + "/bin/\(name)")
    }
  }

  private static func environment(_ bench: borrowing Workbench) -> [String: String] {
    ["PATH": "\(bench.path)/bin:/usr/bin:/bin", "SLURM_TEST": bench.path]
  }

  private static func analyze(_ bench: borrowing Workbench, _ arguments: String...) throws -> AnalyzeProcess.Outcome {
    try AnalyzeProcess(arguments, in: bench.path, environment: environment(bench)).wait()
  }

  private static func runArray(_ bench: borrowing Workbench) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: bench.path + "/bin/run-array")
    process.environment = environment(bench)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test func aSweepGoesThroughSlurm() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    try bench.write(Self.spec.utf8, to: "spec.json")
    try Self.writePrograms(bench)
    #expect(try bench.analyze("sweep", "spec.json", "--out", "local", "--quiet").exitCode == 0)
    let outcome = try Self.analyze(
      bench, "sweep", "spec.json", "--out", "it's 5%", "--engine", "slurm", "--runs-per-task", "4", "--partition", "short",
      "--time", "1:00:00", "--cpus-per-task", "2", "--array-limit", "7", "--sbatch=--account=lab")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.hasPrefix("job 41: 6 runs in 2 tasks. Job 42 collects when they have ended.\n"))
    #expect(outcome.output.contains("Stop it: analyze sweep cancel 'it'\\''s 5%'"))
    let calls = String(decoding: try bench.bytes("sbatch.txt"), as: UTF8.self).split(separator: "\n")
    #expect(calls.count == 2)
    for word in [
      "--array=0-1%7", "--cpus-per-task=2", "--requeue", "--signal=B:USR1@60", "--partition=short", "--time=1:00:00",
      "--account=lab", "it's 5%%/slurm/logs/1-%a.txt",
    ] {
      #expect(calls.first?.contains(word) == true, "\(word)")
    }
    #expect(calls.last?.contains("--dependency=afterany:41") == true)
    #expect(calls.last?.contains("'sweep' 'collect'") == true)

    let waiting = try Self.analyze(bench, "sweep", "status", "it's 5%")
    #expect(waiting.output.contains("state    in Slurm's queue: tasks 2 pending, 1 running\nruns     0 of 6\n"))
    for engine in ["local", "slurm"] {
      let twice = try Self.analyze(bench, "sweep", "spec.json", "--out", "it's 5%", "--resume", "--engine", engine)
      #expect(twice.exitCode == 64)
      #expect(twice.complaint.contains("are in Slurm's queue (41); wait until they end or take them out"))
    }
    #expect(try Self.runArray(bench) == 0)
    let before = try Self.analyze(bench, "sweep", "status", "it's 5%")
    #expect(before.output.contains("state    finished\nruns     6 of 6\n"))
    let collected = try Self.analyze(bench, "sweep", "collect", "it's 5%")
    #expect(collected.exitCode == 0, "\(collected.complaint)")
    #expect(collected.output.hasPrefix("6 runs came in\n"))
    /// Without seconds.
    func table(_ folder: String) throws -> [[Substring]] {
      String(decoding: try bench.bytes("\(folder)/summary.csv"), as: UTF8.self).split(separator: "\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).enumerated().filter { $0.offset != 15 }.map(\.element)
      }
    }
    #expect(try table("it's 5%") == table("local"))
    let again = try Self.analyze(bench, "sweep", "spec.json", "--out", "it's 5%", "--resume", "--engine", "slurm")
    #expect(again.exitCode == 64)
    #expect(again.complaint.contains("all runs of it's 5% are finished; see analyze sweep status"))
  }

  @Test func whatIsCancelledCanBeTakenUp() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    try bench.write(Self.spec.utf8, to: "spec.json")
    try Self.writePrograms(bench)
    #expect(
      try Self.analyze(bench, "sweep", "spec.json", "--out", "out", "--engine", "slurm", "--runs-per-task", "4", "--json")
        .exitCode
        == 0)
    #expect(try Self.analyze(bench, "sweep", "task", "out", "--submission", "1", "--task", "1", "--threads", "1").exitCode == 0)
    let cancelled = try Self.analyze(bench, "sweep", "cancel", "out")
    #expect(cancelled.exitCode == 0, "\(cancelled.complaint)")
    #expect(cancelled.output == "out: cancelled; go on with analyze sweep run SPEC --out out --resume\n")
    #expect(String(decoding: try bench.bytes("scancel.txt"), as: UTF8.self) == "41 42\n")
    let late = try Self.analyze(bench, "sweep", "task", "out", "--submission", "1", "--task", "0", "--threads", "1")
    #expect(late.exitCode == 143)
    #expect(late.complaint.contains("the sweep was cancelled"))
    let status = try Self.analyze(bench, "sweep", "status", "out")
    #expect(status.output.contains("state    cancelled; --resume goes on\nruns     2 of 6\n"))
    let resumed = try Self.analyze(bench, "sweep", "spec.json", "--out", "out", "--resume", "--engine", "slurm")
    #expect(resumed.output.hasPrefix("job 43: 4 runs in 1 task."))
    #expect(try Self.runArray(bench) == 0)
    #expect(try Self.analyze(bench, "sweep", "collect", "out", "--quiet").exitCode == 0)
    #expect(try Self.analyze(bench, "sweep", "status", "out").output.contains("state    finished\nruns     6 of 6\n"))
  }

  @Test func nothingIsSubmittedByMistake() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    try bench.write(Self.spec.utf8, to: "spec.json")
    try bench.write(Self.spec.replacing("tiny.json", with: "microader-57p").utf8, to: "misspelt.json")
    try bench.write(Self.spec.replacing("[16, 32]", with: "[]").utf8, to: "empty.json")
    try bench.write(Self.spec.replacing("[16, 32]", with: "[16, 16]").utf8, to: "twice.json")
    try Self.writePrograms(bench)
    for (arguments, exitCode, sentence) in [
      (["misspelt.json", "--out", "x"], 65, "did you mean 'microadder-57p'?"), (["empty.json", "--out", "x"], 65, "is empty"),
      (["twice.json", "--out", "x"], 65, "has 16 twice"), (["spec.json", "--out", "/proc/x"], 64, "cannot be made"),
      (["spec.json", "--out", "spec.json"], 64, "a file, not a folder"),
      (["spec.json", "--out", "x", "--runs-per-task", "0"], 64, "--runs-per-task must be in"),
    ] {
      let outcome = try AnalyzeProcess(
        ["sweep"] + arguments + ["--engine", "slurm"], in: bench.path, environment: Self.environment(bench)
      ).wait()
      #expect(outcome.exitCode == exitCode, "\(arguments): \(outcome.complaint)")
      #expect(outcome.complaint.contains(sentence), "\(outcome.complaint)")
      #expect(outcome.complaint.count { $0 == "\n" } == 1)
    }
    let missing = try AnalyzeProcess(
      ["sweep", "spec.json", "--out", "x", "--engine", "slurm"], in: bench.path, environment: ["PATH": bench.path]
    ).wait()
    #expect(missing.exitCode == 64)
    #expect(
      missing.complaint
        == "analyze sweep run: there is no 'sbatch' on this machine; run this where Slurm's programs are\n")
    #expect(try !bench.contents.contains("x") && !bench.contents.contains("sbatch.txt"))
    let refused = try Self.analyze(bench, "sweep", "spec.json", "--out", "x", "--engine", "slurm", "--partition", "nowhere")
    #expect(refused.exitCode == 64)
    #expect(refused.complaint == "analyze sweep run: sbatch refuses: invalid partition specified: nowhere\n")
    #expect(try !bench.contents.contains("x"))
    try bench.writeModel()
    let split = try Self.analyze(
      bench, "split", "eval", "model", "--count", "9", "--tasks", "2", "--out", "x", "--engine", "slurm", "--partition", "nowhere"
    )
    #expect(split.exitCode == 64)
    #expect(try !bench.contents.contains("x"))
  }

  @Test func bigWorkGoesThroughSlurm() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try Self.writePrograms(bench)
    let outcome = try Self.analyze(
      bench, "split", "eval", "model", "--count", "3000", "--tasks", "3", "--out", "many", "--engine", "slurm", "--cpus-per-task",
      "2")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.hasPrefix("job 41: 3 tasks. Job 42 collects when they have ended.\n"))
    let waiting = try Self.analyze(bench, "split", "status", "many")
    #expect(waiting.output.hasPrefix("state  in Slurm's queue: tasks 2 pending, 1 running\ntasks  0 of 3 done\n"))
    let twice = try Self.analyze(
      bench, "split", "eval", "model", "--count", "3000", "--tasks", "3", "--out", "many", "--engine", "slurm", "--resume")
    #expect(twice.exitCode == 64)
    #expect(twice.complaint.contains("tasks of many are in Slurm's queue (41)"))
    // One is lost: what is submitted again is that one.
    #expect(try Self.runArray(bench) == 0)
    try FileManager.default.removeItem(atPath: bench.path + "/many/parts/1.json")
    let again = try Self.analyze(
      bench, "split", "eval", "model", "--count", "3000", "--tasks", "3", "--out", "many", "--engine", "slurm", "--resume",
      "--json")
    #expect(again.output.contains("\"tasks\" : 1"))
    #expect(try Self.runArray(bench) == 0)
    let collected = try Self.analyze(bench, "split", "collect", "many", "--json")
    let plain = try bench.analyze("eval", "model", "--suite", "uniform", "--count", "3000", "--json")
    func field(_ outcome: AnalyzeProcess.Outcome, _ path: [String]) throws -> Int? {
      var value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      for name in path { value = (value as? [String: Any])?[name] ?? 0 }
      return value as? Int
    }
    #expect(try field(collected, ["evaluation", "correct"]) == field(plain, ["correct"]))
    #expect(try field(collected, ["evaluation", "total"]) == 3000)
    #expect(try field(collected, ["done"]) == 3)
  }

  @Test func splitsSayWhatIsWrong() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.writeModel("deep", .gptAcc(width: 4, hidden: 4, layers: 2))
    #expect(
      try bench.analyze("split", "eval", "model", "--count", "50", "--tasks", "2", "--out", "many", "--quiet").exitCode == 0)
    for (arguments, exitCode, sentence) in [
      (["eval", "none", "--count", "5", "--tasks", "1", "--out", "x"], 66, "there is no such file or folder"),
      (["eval", "model", "--count", "5", "--tasks", "6", "--out", "x"], 64, "shared by 1 to 5 tasks and not by 6"),
      (["eval", "model", "--count", "0", "--tasks", "1", "--out", "x"], 64, "--count must be in"),
      (["eval", "model", "--suite", "adderboard", "--count", "5", "--tasks", "1", "--out", "x"], 64, "use analyze eval"),
      (["eval", "model", "--count", "5", "--tasks", "1", "--out", "x", "--time", "1"], 64, "--time needs --engine slurm"),
      (["certify", "model", "--tasks", "111", "--out", "x"], 64, "shared by 1 to 110 tasks and not by 111"),
      (["certify", "deep", "--tasks", "2", "--out", "x"], 65, "the model has 2 layers"),
      (["eval", "model", "--count", "50", "--tasks", "2", "--out", "many"], 64, "resume it or choose another folder"),
      (["eval", "model", "--count", "51", "--tasks", "2", "--out", "many", "--resume"], 64, "many holds other work"),
      (["eval", "model", "--count", "5", "--tasks", "1", "--out", "/proc/x"], 74, "/proc/x"),
      (["status", "x"], 66, "x holds no shared work"), (["collect", "x"], 66, "x holds no shared work"),
      (["cancel", "x"], 66, "x holds no shared work"), (["task", "many", "--task", "2"], 64, "many has no task 2"),
    ] {
      let outcome = try AnalyzeProcess.run(["split"] + arguments, in: bench.path)
      #expect(outcome.exitCode == exitCode, "\(arguments): \(outcome.complaint)")
      #expect(outcome.complaint.contains(sentence), "\(outcome.complaint)")
      #expect(outcome.complaint.count { $0 == "\n" } == 1)
    }
    #expect(try !bench.contents.contains("x"))
  }
}
