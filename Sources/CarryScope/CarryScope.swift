// All rooms of the library in one import.
@_exported import Addition
@_exported import Certificates
@_exported import Checkpoints
@_exported import Clusters
@_exported import Digests
@_exported import Figures
@_exported import Files
@_exported import Hardening
@_exported import Interpretability
@_exported import Lanes
@_exported import Plotting
@_exported import Reports
@_exported import Shares
@_exported import Sweeps
@_exported import Traces
@_exported import Training
@_exported import Transformer
