import CarryScope

let model = try Checkpoint.read("checkpoints/microadder-57p").model
let cache = try model.run(.uniform(count: 100, seed: 1), hooks: "blocks.*.attn.*")
if let pattern = cache["blocks.0.attn.hook_pattern"] { print("Z1 attends to X1:", pattern[0, 0, 22, 1]) }
let silenced = try model.intervening(edits: [
  HookEdit("blocks.0.mlp.hook_post") { unit in
    for (problem, position) in unit.places where [24, 25].contains(position) { unit[problem, position, 1] = 0 }
  }
])
print("right without unit 1 at Z3 and Z4:", silenced.evaluate(.adderBoard, threads: 2).accuracy)
