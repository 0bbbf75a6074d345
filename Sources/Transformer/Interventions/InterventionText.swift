extension Program {
  /// The interventions that a text describes: `HOOK[positions, head H, features]=OPERATION`, one for each hook that the text
  /// names.
  ///
  ///     blocks.0.mlp.hook_post[Z0..Z2, 1]=zero
  ///     blocks.0.attn.hook_z[Z*, head 1]=scale(0.5)
  ///     blocks.*.attn.hook_pattern[= Z0..Z9, head 0, X0..X9]=zero
  ///     blocks.{0,1}.hook_mlp_out=donor
  ///
  /// - *Hook*: a name or a glob as for `hooks(matching:)`, but without brackets.
  /// - *Positions* (of attention: queries): labels of the format (`X0`, `=`), numbers from 0, ranges of either with both ends
  ///   included (`Z0..Z2`, `24..26`), all labels with a beginning (`Z*`); several with spaces between; `*` for all.
  /// - *Head*: `head` and its number; all heads without it.
  /// - *Features*: numbers and ranges; of attention, the keys' positions.
  /// - *Operation*: `zero`, `scale(FACTOR)`, `add(...)` with one number a feature, `donor`, a number that all become,
  ///   `values(...)` with the whole hook's values, or `paths(...)` with hooks whose paths to here are the donor's:
  ///   `blocks.0.hook_mlp_in[Z*]=paths(hook_embed, blocks.0.attn.hook_result head 1)`.
  ///
  /// What comes later may be left out: then all of it is meant, and without brackets the whole hook.
  ///
  /// - Throws: `InterventionTextError`, which says at which letter.
  public func interventions(parsing text: String) throws(InterventionTextError) -> [Intervention] {
    var parser = InterventionParser(text, self)
    return try parser.parse()
  }
}

/// Why a text is no intervention.
public struct InterventionTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text.
  public let text: String
  /// The place of what is wrong, counted in letters from 1.
  public let letter: Int
  /// What is wrong, and what would do.
  public let problem: String

  /// An error at a letter of a text.
  public init(text: String, letter: Int, problem: String) {
    (self.text, self.letter, self.problem) = (text, letter, problem)
  }

  /// One line.
  public var description: String { "intervention '\(text)', letter \(letter): \(problem)" }
}
