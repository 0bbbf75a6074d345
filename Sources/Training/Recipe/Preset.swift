/// A recipe that comes with the program: a file of the folder `Presets`, which is built into it.
struct Preset: Sendable {
  /// The file's name without its ending, which is the recipe's.
  let name: String
  /// The file.
  let json: @Sendable () -> [UInt8]

  private init(_ name: String, _ json: @escaping @Sendable () -> [UInt8]) {
    self.name = name
    self.json = json
  }

  /// All of them, family by family, and what the families are called.
  static let families: [(title: String, presets: [Preset])] = [
    (
      "MicroAdder, and the model that it started from",
      [
        Preset("microadder-57p") { PackageResources.microadder_57p_json },
        Preset("microadder-67p") { PackageResources.microadder_67p_json },
        Preset("microadder-74p") { PackageResources.microadder_74p_json },
        Preset("microadder-75p") { PackageResources.microadder_75p_json },
        Preset("microadder-133p") { PackageResources.microadder_133p_json },
        Preset("microadder-203p") { PackageResources.microadder_203p_json },
        Preset("spiral-242p") { PackageResources.spiral_242p_json },
      ]
    ),
    (
      "Ours: rotary positions of period 12",
      [
        Preset("period12-28p") { PackageResources.period12_28p_json },
        Preset("period12-25p") { PackageResources.period12_25p_json },
        Preset("period12-20p") { PackageResources.period12_20p_json },
        Preset("period12-17p") { PackageResources.period12_17p_json },
      ]
    ),
    (
      "gpt-acc by size",
      [
        Preset("gptacc-763p") { PackageResources.gptacc_763p_json },
        Preset("gptacc-777p") { PackageResources.gptacc_777p_json },
        Preset("gptacc-973p") { PackageResources.gptacc_973p_json },
      ]
    ),
    (
      "The low-rank line",
      [
        Preset("lowrank-262p") { PackageResources.lowrank_262p_json },
        Preset("lowrank-274p") { PackageResources.lowrank_274p_json },
        Preset("lowrank-311p") { PackageResources.lowrank_311p_json },
        Preset("lowrank-456p") { PackageResources.lowrank_456p_json },
        Preset("lowrank-491p") { PackageResources.lowrank_491p_json },
        Preset("lowrank-512p") { PackageResources.lowrank_512p_json },
        Preset("lowrank-582p") { PackageResources.lowrank_582p_json },
      ]
    ),
    (
      "The tied Qwen line",
      [
        Preset("qwen3-36p") { PackageResources.qwen3_36p_json },
        Preset("qwen3-41p") { PackageResources.qwen3_41p_json },
        Preset("qwen3-44p") { PackageResources.qwen3_44p_json },
        Preset("qwen3-45p") { PackageResources.qwen3_45p_json },
        Preset("qwen3-49p") { PackageResources.qwen3_49p_json },
        Preset("qwen3-52p") { PackageResources.qwen3_52p_json },
        Preset("qwen3-55p") { PackageResources.qwen3_55p_json },
        Preset("qwen3-58p") { PackageResources.qwen3_58p_json },
        Preset("qwen3-62p") { PackageResources.qwen3_62p_json },
        Preset("qwen3-88p") { PackageResources.qwen3_88p_json },
        Preset("qwen3-92p") { PackageResources.qwen3_92p_json },
        Preset("qwen3-98p") { PackageResources.qwen3_98p_json },
        Preset("qwen3-110p") { PackageResources.qwen3_110p_json },
        Preset("qwen3-122p") { PackageResources.qwen3_122p_json },
      ]
    ),
    (
      "gpt-acc's 53 runs, in the order of their report's appendix A",
      [
        Preset("small-3L-48d") { PackageResources.small_3L_48d_json },
        Preset("small-2L-64d") { PackageResources.small_2L_64d_json },
        Preset("tiny-2L-32d") { PackageResources.tiny_2L_32d_json },
        Preset("mini-2L-24d") { PackageResources.mini_2L_24d_json },
        Preset("mini-2L-24d-hiLR") { PackageResources.mini_2L_24d_hiLR_json },
        Preset("mini-1L-32d") { PackageResources.mini_1L_32d_json },
        Preset("micro-1L-24d") { PackageResources.micro_1L_24d_json },
        Preset("micro-2L-16d") { PackageResources.micro_2L_16d_json },
        Preset("micro-2L-12d") { PackageResources.micro_2L_12d_json },
        Preset("micro-1L-16d") { PackageResources.micro_1L_16d_json },
        Preset("micro-1L-16d-hiLR") { PackageResources.micro_1L_16d_hiLR_json },
        Preset("nano-1L-12d") { PackageResources.nano_1L_12d_json },
        Preset("nano-2L-8d") { PackageResources.nano_2L_8d_json },
        Preset("nano-2L-8d-hiLR") { PackageResources.nano_2L_8d_hiLR_json },
        Preset("nano-1L-8d") { PackageResources.nano_1L_8d_json },
        Preset("nano-1L-8d-hiLR") { PackageResources.nano_1L_8d_hiLR_json },
        Preset("nano-1L-8d-lr02") { PackageResources.nano_1L_8d_lr02_json },
        Preset("nano-1L-8d-lr005") { PackageResources.nano_1L_8d_lr005_json },
        Preset("pico-1L-7d") { PackageResources.pico_1L_7d_json },
        Preset("pico-1L-7d-nob") { PackageResources.pico_1L_7d_nob_json },
        Preset("pico-1L-7d-tied") { PackageResources.pico_1L_7d_tied_json },
        Preset("pico-1L-7d-both") { PackageResources.pico_1L_7d_both_json },
        Preset("pico-1L-6d") { PackageResources.pico_1L_6d_json },
        Preset("pico-1L-6d-lr03") { PackageResources.pico_1L_6d_lr03_json },
        Preset("pico-1L-6d-nob") { PackageResources.pico_1L_6d_nob_json },
        Preset("pico-1L-6d-tied") { PackageResources.pico_1L_6d_tied_json },
        Preset("pico-1L-6d-both") { PackageResources.pico_1L_6d_both_json },
        Preset("pico-1L-5d") { PackageResources.pico_1L_5d_json },
        Preset("pico-1L-5d-both") { PackageResources.pico_1L_5d_both_json },
        Preset("pico-1L-4d") { PackageResources.pico_1L_4d_json },
        Preset("femto-7d-sin") { PackageResources.femto_7d_sin_json },
        Preset("femto-7d-sin-rms") { PackageResources.femto_7d_sin_rms_json },
        Preset("femto-7d-sin-nodlm") { PackageResources.femto_7d_sin_nodlm_json },
        Preset("femto-7d-full") { PackageResources.femto_7d_full_json },
        Preset("femto-7d-tiedqk") { PackageResources.femto_7d_tiedqk_json },
        Preset("femto-7d-ff2x") { PackageResources.femto_7d_ff2x_json },
        Preset("femto-6d-full") { PackageResources.femto_6d_full_json },
        Preset("femto-6d-ff2x") { PackageResources.femto_6d_ff2x_json },
        Preset("femto-6d-lr02") { PackageResources.femto_6d_lr02_json },
        Preset("femto-5d-full") { PackageResources.femto_5d_full_json },
        Preset("pico-7d-rms") { PackageResources.pico_7d_rms_json },
        Preset("pico-7d-nodlm") { PackageResources.pico_7d_nodlm_json },
        Preset("pico-7d-rms-nodlm") { PackageResources.pico_7d_rms_nodlm_json },
        Preset("pico-7d-rope") { PackageResources.pico_7d_rope_json },
        Preset("pico-7d-rope-rms") { PackageResources.pico_7d_rope_rms_json },
        Preset("pico-7d-rope-nodlm") { PackageResources.pico_7d_rope_nodlm_json },
        Preset("pico-7d-rope-full") { PackageResources.pico_7d_rope_full_json },
        Preset("pico-7d-ff21") { PackageResources.pico_7d_ff21_json },
        Preset("pico-7d-ff14") { PackageResources.pico_7d_ff14_json },
        Preset("pico-7d-ff14-lr02") { PackageResources.pico_7d_ff14_lr02_json },
        Preset("pico-7d-ff7") { PackageResources.pico_7d_ff7_json },
        Preset("pico-7d-ff7-lr02") { PackageResources.pico_7d_ff7_lr02_json },
        Preset("pico-6d-ff24-lr02") { PackageResources.pico_6d_ff24_lr02_json },
      ]
    ),
  ]

  /// All of them.
  static let all: [Preset] = families.flatMap(\.presets)
}
