import Addition
import Arguments
import Certificates
import Checkpoints
import Clusters
import Hardening
import Interpretability
import Plotting
import Shares
import Shell
import Sweeps
import Traces
import Training
import Transformer

// What each error of the library means for the shell.

extension RecipeError: ExitCodeProviding {
  /// 66 for a recipe that does not exist, 65 for one that makes no sense.
  public var exitCode: ExitCode { isMissing ? .missingInput : .badData }
}

extension TrainingError: ExitCodeProviding {
  /// 64 for a folder that is taken or in use and for too many weights to keep, 66 for one that holds nothing to resume, 65 for a run that diverged.
  public var exitCode: ExitCode {
    switch self {
    case .folderTaken, .folderInUse, .tooManyKept: .usage
    case .nothingToResume: .missingInput
    case .diverged: .badData
    }
  }
}

extension SweepError: ExitCodeProviding {
  /// 65 for a spec that makes no sense, 64 for a folder that is taken, in use, finished, of another spec or not to be written, and for
  /// a run or task that was typed and is not there, 66 for a folder that holds no sweep.
  public var exitCode: ExitCode {
    switch self {
    case .spec: .badData
    case .folderTaken, .holdsRun, .folderInUse, .otherSpec, .noSuchRun, .noSuchTask, .inQueue, .nothingLeft, .unwritable: .usage
    case .nothingToResume: .missingInput
    }
  }
}

extension SlurmError: ExitCodeProviding {
  /// 64: the engine and its options are typed.
  public var exitCode: ExitCode { .usage }
}

extension ShareError: ExitCodeProviding {
  /// 66 for a folder that holds no shared work, 65 for a checkpoint that has changed, 64 for what was typed.
  public var exitCode: ExitCode {
    switch self {
    case .noWork: .missingInput
    case .otherWeights: .badData
    case .tasks, .otherWork, .folderTaken, .noTask, .inQueue, .nothingLeft: .usage
    }
  }
}

extension ArchitectureError: ExitCodeProviding {
  /// 65.
  public var exitCode: ExitCode { .badData }
}

extension InterventionError: ExitCodeProviding {
  /// 64: interventions are typed.
  public var exitCode: ExitCode { .usage }
}

extension InterventionTextError: ExitCodeProviding {
  /// 64: interventions are typed.
  public var exitCode: ExitCode { .usage }
}

extension OperandError: ExitCodeProviding {
  /// 64: operands are typed.
  public var exitCode: ExitCode { .usage }
}

extension SamplingError: ExitCodeProviding {
  /// 65: samplings come from recipes.
  public var exitCode: ExitCode { .badData }
}

extension AnalysisError: ExitCodeProviding {
  /// 64 for a hook, an intervention or a number of problems that was typed; 65 for a model that cannot be analysed.
  public var exitCode: ExitCode {
    switch self {
    case .noProblems, .noHook, .intervention, .plan: .usage
    case .notFinite, .numerical, .architecture: .badData
    }
  }
}

extension CertificateFileError: ExitCodeProviding {
  /// 65: the file is no certificate, or claims what is not so.
  public var exitCode: ExitCode { .badData }
}

extension CertificateError: ExitCodeProviding {
  /// 65: the model is none that certificates are for.
  public var exitCode: ExitCode { .badData }
}

extension HardeningError: ExitCodeProviding {
  /// 66 for a folder that holds nothing to go on with, 64 for one of another plan.
  public var exitCode: ExitCode {
    switch self {
    case .nothingToResume: .missingInput
    case .otherPlan: .usage
    }
  }
}

extension FigureError: ExitCodeProviding {
  /// 64 for a path without a figure's extension, 74 when the file cannot be written, 70 for a figure that cannot be drawn.
  public var exitCode: ExitCode {
    switch self {
    case .unknownExtension: .usage
    case .unwritable: .inputOutput
    case .impossibleSize, .noRoom, .drawing, .encoding, .badKeyword: .software
    }
  }
}

extension TraceError: ExitCodeProviding {
  /// 66 for a file that is not there, 64 for a hook or problems that the trace does not have, 65 for one that is no whole
  /// trace or another than expected, and for values that are not finite, 74 when it cannot be written, 70 for values given to the writer in a wrong way: a defect of the caller.
  public var exitCode: ExitCode {
    switch self {
    case .missing: .missingInput
    case .unknownHook, .outOfRange: .usage
    case .notATrace, .otherFormat, .incomplete, .malformed, .notFinite, .differs, .notComparable: .badData
    case .output, .storage: .inputOutput
    case .description, .outOfOrder, .wrongCount, .unfinished, .stopped: .software
    }
  }
}
