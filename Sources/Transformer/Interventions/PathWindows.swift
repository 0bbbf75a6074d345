extension Program {
  /// Where the sources of paths lie that end at a hook.
  ///
  /// A path begins where something is added to the residual stream and ends where the stream is read: any other hook of the same
  /// width would be taken for the stream without being it.
  ///
  /// - Throws: what `fail` makes of the sentence that says why there is no such path.
  func windows(
    of sources: [Intervention.PathSource], into reader: HookPoint, features: [Int], _ fail: (String) -> InterventionError
  ) throws(InterventionError) -> [Edit.PathSource] {
    guard reader.isReadOfStream, features == Array(0..<architecture.residual.width) else {
      throw fail(
        "paths end where the residual stream is read, such as hook_resid_mid, hook_mlp_in or hook_q_input, in all of its "
          + "\(architecture.residual.width) features")
    }
    guard Set(sources).count == sources.count else { throw fail("a path is named twice") }
    let read = steps.lastIndex { $0.step.writes.contains { $0.buffer == reader.buffer } } ?? 0
    return try sources.map { source throws(InterventionError) in
      guard let hook = hook(source.hook) else { throw fail("the model has no hook '\(source.hook)'") }
      guard hook.isWrittenToStream else {
        throw fail("\(hook.name) is not added to the residual stream; hook_embed, hook_result or hook_mlp_out are")
      }
      guard (source.head == nil) == (hook.heads == nil), (0..<(hook.heads ?? 1)).contains(source.head ?? 0) else {
        throw fail(
          hook.heads == nil ? "\(hook.name) has no heads" : "say which head of \(hook.name), 0 to \((hook.heads ?? 1) - 1)")
      }
      let written = steps.lastIndex { $0.step.writes.contains { $0.buffer == hook.buffer } } ?? steps.count
      guard written < read else { throw fail("\(hook.name) is computed after \(reader.name) has been read") }
      let width = hook.features(positions: positions)
      // A split stream holds the tokens' vectors first, then the positions'.
      let isSecond = architecture.residual.isSplit && hook.name == "hook_pos_embed"
      return Edit.PathSource(
        window: Slot(buffer: hook.buffer, first: (source.head ?? 0) * width, width: width),
        firstFeature: isSecond ? architecture.residual.width - width : 0)
    }
  }
}

extension HookPoint {
  /// Whether it holds the residual stream as one reader or all that follow read it.
  fileprivate var isReadOfStream: Bool {
    let ends = [
      "hook_q_input", "hook_k_input", "hook_v_input", "hook_mlp_in", "hook_resid_pre", "hook_resid_mid", "hook_resid_post",
    ]
    return ends.contains { name.hasSuffix("." + $0) }
  }

  /// Whether what it holds is added to the residual stream as it is.
  fileprivate var isWrittenToStream: Bool {
    ["hook_embed", "hook_pos_embed"].contains(name)
      || [".hook_result", ".hook_attn_out", ".hook_mlp_out"].contains { name.hasSuffix($0) }
  }
}
