import Addition

/// From the values of digits to shares with intervals.
struct PatchingTotals {
  let digits: [ChangedDigit]
  let bootstrap: Bootstrap

  private func sums(_ chosen: PatchedDigits, _ value: (Int) -> Double?) -> (sums: [Double], count: Int) {
    var (sums, count) = ([Double](repeating: 0, count: bootstrap.groups), 0)
    for (index, digit) in digits.enumerated() where chosen.contains(digit) {
      guard let value = value(index) else { continue }
      sums[bootstrap.group(of: digit.pair)] += value
      count += 1
    }
    return (sums, count)
  }

  private func share(_ chosen: PatchedDigits, _ isTrue: (Int) -> Bool?) -> Estimate {
    var (count, total) = (0, 0)
    for (index, digit) in digits.enumerated() where chosen.contains(digit) {
      guard let isTrue = isTrue(index) else { continue }
      total += 1
      if isTrue { count += 1 }
    }
    return Estimate(Proportion(count, of: total))
  }

  func baseline(_ chosen: PatchedDigits, _ values: PatchRunner.Values) -> PatchingBaseline {
    func mean(_ value: (Int) -> Double) -> Estimate {
      let (all, counts) = (sums(chosen, value), sums(chosen) { _ in 1 })
      return bootstrap.mean(sums: all.sums, counts: counts.sums)
    }
    return PatchingBaseline(
      digits: chosen, clean: mean { Double(values.clean[$0]) }, corrupted: mean { Double(values.corrupted[$0]) },
      difference: mean { Double(values.clean[$0]) - Double(values.corrupted[$0]) },
      cleanRight: share(chosen) { values.isCleanRight[$0] }, corruptedRight: share(chosen) { values.isCorruptedRight[$0] })
  }

  /// What one state does.
  ///
  /// - Parameters:
  ///   - state: its number among `states`.
  ///   - places: those whose digits it has runs for.
  ///   - told: the digits that the model tells the two problems apart by.
  func effects(
    of state: Int, among states: Int, places: Set<Int>, _ values: PatchRunner.Values, told: Set<PatchedDigits>
  ) -> [PatchingEffect] {
    PatchingDirection.allCases.enumerated().flatMap { number, direction in
      PatchedDigits.allCases.map { chosen in
        func cell(_ index: Int) -> Int? {
          places.contains(digits[index].place) ? (index * states + state) * 2 + number : nil
        }
        let moved = sums(chosen) { index in
          cell(index).map { cell in
            direction == .denoising
              ? Double(values.patched[cell]) - Double(values.corrupted[index])
              : Double(values.clean[index]) - Double(values.patched[cell])
          }
        }
        let whole = sums(chosen) { cell($0) == nil ? nil : Double(values.clean[$0]) - Double(values.corrupted[$0]) }
        let recovered =
          told.contains(chosen)
          ? bootstrap.ratio(of: moved.sums, to: whole.sums, count: moved.count)
          : Estimate(mean: nil, count: moved.count, interval: nil)
        return PatchingEffect(
          direction: direction, digits: chosen, recovered: recovered,
          flipped: share(chosen) { index in cell(index).map { values.isFlipped[$0] } })
      }
    }
  }
}
