import Foundation
import Testing

extension TracesTests {
  /// The readers a trace is meant for open it as they should, where they are installed.
  @Suite struct PythonReadersTests {
    @Test(.enabled(if: python("import h5py"), "python3 has no h5py"))
    func h5pyShowsDimensionsAndLabels() throws {
      let example = try Example()
      try example.write(problems: 40, compression: .deflate(level: 1))
      let script = """
        import sys, h5py
        f = h5py.File(sys.argv[1])
        x = f["activations/blocks.0.attn.hook_pattern"]
        assert x.shape == (40, 2, 33, 33) and x.dtype == "<f4" and x.fletcher32 and x.compression == "gzip", x
        assert [d.keys() for d in x.dims] == [["problem"], ["head"], ["query"], ["key"]]
        labels = [s.decode() for s in x.dims[3][0][:]]
        assert labels == sys.argv[2].split(), labels
        assert f.attrs["seed"] == 2**64 - 1 and f.attrs["suite"] == "adderboard"
        assert (f["problems/a"][:] + f["problems/b"][:] == f["problems/sum"][:]).all()
        assert ((f["problems/answer"][:] == f["problems/sum"][:]) == f["problems/correct"][:]).all()
        """
      #expect(python(script, example.path, Example.positions.joined(separator: " ")))
    }

    @Test(.enabled(if: python("import xarray, netCDF4, h5netcdf"), "python3 lacks xarray, netCDF4 or h5netcdf"))
    func xarrayShowsDimensionsAndLabels() throws {
      let example = try Example()
      try example.write(problems: 40)
      let script = """
        import sys, xarray
        labels = sys.argv[2].split()
        for engine in ("netcdf4", "h5netcdf"):
          root = xarray.open_dataset(sys.argv[1], engine=engine)
          assert root.tokens.dims == ("problem", "position") and list(root.position.values) == labels
          assert root.suite == "adderboard" and root.command_line.startswith("analyze dump checkpoints/größe"), root.attrs
          activations = xarray.open_dataset(sys.argv[1], group="activations", engine=engine)
          x = activations["blocks.0.attn.hook_pattern"]
          assert x.dims == ("problem", "head", "query", "key"), x.dims
          assert list(x['query'].values) == labels and list(x['key'].values) == labels
          assert x.sel(query="Z10", key="=").shape == (40, 2)
          assert list(activations["unembed.hook_logits"].d_vocab.values) == list("0123456789")
          assert list(activations)[0] == "hook_embed", list(activations)
          carry = xarray.open_dataset(sys.argv[1], group="problems", engine=engine).carry_in
          assert carry.dims == ("problem", "place") and carry.dtype == "uint8", carry
        """
      #expect(python(script, example.path, Example.positions.joined(separator: " ")))
    }

    @Test(.enabled(if: python("import xarray, h5netcdf"), "python3 lacks xarray or h5netcdf"))
    func xarraySelectsRecordedActivationsByLabel() throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[4])
      try RecordingTests.record(checkpoint, .uniform(count: 20, seed: 3), to: example.path, compression: .deflate(level: 1))
      let script = """
        import sys, numpy, xarray
        root = xarray.open_dataset(sys.argv[1], engine="h5netcdf")
        assert root.attrs["pass"] == "teacher-forced" and root.suite == "uniform" and root.seed == 3, root.attrs
        a = xarray.open_dataset(sys.argv[1], group="activations", engine="h5netcdf")
        pattern = a["blocks.1.attn.hook_pattern"]
        assert pattern.dims == ("problem", "head", "query", "key"), pattern.dims
        assert numpy.allclose(pattern.sum("key"), 1, atol=1e-5)
        assert (pattern.sel(query="X9", key="X9") == 1).all() and (pattern.sel(query="X9", key="X8") == 0).all()
        assert a["blocks.0.attn.hook_q"].dims == ("problem", "position", "head", "d_head")
        assert a["logits"].sel(position="=", d_vocab="7").shape == (20,)
        p = xarray.open_dataset(sys.argv[1], group="problems", engine="h5netcdf")
        assert p.carry_in.dims == ("problem", "place") and p.carry_kind.dims == ("problem", "operand_place"), p
        carries = (p.a % 10 + p.b % 10 >= 10)
        assert (p.carry_in[:, 1] == carries).all() and ((p.carry_kind[:, 0] == 2) == carries).all()
        """
      #expect(python(script, example.path))
    }
  }
}

/// Whether python3 runs the script to its end.
private func python(_ script: String, _ arguments: String...) -> Bool {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", "-c", script] + arguments
  if arguments.isEmpty { process.standardError = FileHandle.nullDevice }
  do { try process.run() } catch { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
