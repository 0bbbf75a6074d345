import Addition
import Lanes

extension Pass {
  /// Makes an edit of what has been computed at some positions. Interventions touch few values: this is simple rather than fast.
  ///
  /// - Precondition: the pass has a donor if the edit needs one.
  @inline(never)
  func apply(_ edit: Edit, _ positions: Range<Int>) {
    switch edit.change {
    case .closure(let hook, let change): change(view(of: hook, positions))
    case .part(let part, let operation):
      check(donor != nil || !edit.needsDonor, "an intervention takes values from donors, and the pass has none")
      if case .paths(let sources) = operation {
        exchange(sources, in: edit.buffer, part, positions)
      } else if part.heads.isEmpty {
        let slot = Slot(buffer: edit.buffer, first: 0, width: 0)
        let (rows, given) = (activations.rows(slot), donor?.activations.rows(slot))
        for (n, p) in part.positions.enumerated() where positions.contains(p) {
          for (m, i) in part.elements.enumerated() {
            rows[p][i] = edited(operation, rows[p][i], at: n * part.elements.count + m, element: m, given: given?[p][i])
          }
        }
      } else {
        for (l, h) in part.heads.enumerated() {
          let (t, given) = (activations.triangle(edit.buffer, head: h), donor?.activations.triangle(edit.buffer, head: h))
          for (n, query) in part.positions.enumerated() where positions.contains(query) {
            for (m, key) in part.elements.enumerated() where key <= query {
              let place = (l * part.positions.count + n) * part.elements.count + m
              t[query][key] = edited(operation, t[query][key], at: place, element: m, given: given?[query][key])
            }
          }
        }
      }
    }
  }

  private func edited(_ operation: Edit.Operation, _ value: V, at place: Int, element: Int, given: V?) -> V {
    switch operation {
    case .zero: .zero
    case .values(let values): V(repeating: V.Scalar(values[place]))
    case .scale(let factor): V.Scalar(factor) * value
    case .add(let vector): value + V(repeating: V.Scalar(vector[element]))
    case .donor: given ?? value
    case .paths: value
    }
  }

  /// Exchanges what sources added to the stream for what they added to the donor's, in what one reader reads.
  private func exchange(_ sources: [Edit.PathSource], in buffer: Int, _ part: Edit.Part, _ positions: Range<Int>) {
    guard let donor else { return }
    let rows = activations.rows(Slot(buffer: buffer, first: 0, width: 0))
    let stream = program.architecture.residual.width
    for source in sources {
      let (own, given) = (activations.rows(source.window), donor.activations.rows(source.window))
      for p in part.positions where positions.contains(p) {
        // One element of each head's copy of the stream says where the copy begins.
        for first in part.elements where first.isMultiple(of: stream) {
          for f in 0..<source.window.width {
            rows[p][first + source.firstFeature + f] += given[p][f] - own[p][f]
          }
        }
      }
    }
  }

  private func view(of hook: HookPoint, _ positions: Range<Int>) -> ActivationView {
    let count = program.positions
    func require(_ head: Int, _ position: Int, _ feature: Int) {
      check(
        (0..<(hook.heads ?? 1)).contains(head) && (0..<hook.features(positions: count)).contains(feature)
          && (!hook.isAttention || feature <= position),
        "\(hook.name) has nothing at head \(head), position \(position), feature \(feature)")
    }
    let values = ActivationView.Values(
      get: { [activations] lane, head, position, feature in
        require(head, position, feature)
        return Double(activations.value(hook, lane: lane, head: head, position: position, feature: feature))
      },
      set: { [activations] lane, head, position, feature, value in
        require(head, position, feature)
        activations.set(hook, lane: lane, head: head, position: position, feature: feature, to: V.Scalar(value))
      },
      given: donor.map { donor in
        { [given = donor.activations] lane, head, position, feature in
          require(head, position, feature)
          return Double(given.value(hook, lane: lane, head: head, position: position, feature: feature))
        }
      })
    return ActivationView(
      hook: hook, problems: 0..<self.count, positions: positions, values: values,
      problem: { [tokens] in tokens.problem(lane: $0) })
  }
}

extension Workspace {
  fileprivate func set(_ hook: HookPoint, lane: Int, head: Int, position: Int, feature: Int, to value: V.Scalar) {
    switch hook.shape {
    case .features: rows(Slot(buffer: hook.buffer, first: 0, width: 0))[position][feature][lane] = value
    case .headFeatures(_, let width):
      rows(Slot(buffer: hook.buffer, first: 0, width: 0))[position][head * width + feature][lane] = value
    case .attention: triangle(hook.buffer, head: head)[position][feature][lane] = value
    }
  }
}
